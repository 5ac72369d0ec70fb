// question.cpp - a question in the host's words, checked before anybody is asked.
#include "ground/text.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include "protocol/form_formats.hpp"
#include "protocol/form_schema.hpp"
#include "protocol/input_required.hpp"
#include "protocol/sampling.hpp"
#include <new>

namespace tenon::protocol {
namespace {

bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char &c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool are_digits(std::string_view text) { return text.find_first_not_of("0123456789") == text.npos; }

// "host" or "host:port" -> the host, lower-case; "" for what is neither.
std::string host_of(std::string_view authority) {
  const size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == authority.npos) return "";
  const size_t colon = authority.find(':', bracket);
  const std::string_view host = authority.substr(0, colon), port = colon == authority.npos ? "" : authority.substr(colon + 1);
  if (port.size() > 5 || !are_digits(port)) return "";
  const std::string_view inside = bracket == 0 ? host : host.substr(1, bracket - 1);
  const std::string_view letters = bracket == 0 ? "-._~%" : ":.";
  for (const char c : inside)
    if (!is_alnum(c) && letters.find(c) == letters.npos) return "";
  return inside.empty() || (bracket != 0 && host.size() != bracket + 1) ? "" : lower(host);
}

// People are sent there: nothing but https, or http on this very machine.
const char *wrong_url(std::string_view url) {
  if (url.empty() || url.size() > most_url_bytes) return "\"url\" is empty or over 2048 bytes";
  if (!only_uri_characters(url)) return "\"url\" has characters that no URL has";
  const size_t colon = url.find("://");
  const std::string scheme = lower(url.substr(0, colon == url.npos ? 0 : colon));
  if (scheme != "https" && scheme != "http") return "\"url\" is not absolute, with https";
  const std::string_view authority = url.substr(colon + 3, url.find_first_of("/?#", colon + 3) - colon - 3);
  const std::string host = host_of(authority);
  if (host.empty()) return "\"url\" has no host, or one with more than a name and a port";
  if (scheme == "http" && host != "localhost" && host != "127.0.0.1" && host != "[::1]") return "\"url\" is http and not on loopback";
  return nullptr;
}

// Parsed, `one_line` is what was given without white space between tokens.
std::string parse(std::string_view json, json::Reader &reader, size_t max_nesting, std::string &one_line) {
  const json::Trouble trouble = reader.parse_copy(json, max_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  if (trouble != json::Trouble::none) return words("is not JSON: {}", json::word(trouble));
  json::append_compact(one_line, json);
  return "";
}

std::string wrong_key(std::string_view key, std::span<const Question> others) {
  if (key.empty() || key.size() > most_key_bytes || !json::valid_utf8(key)) return "\"key\" is not 1 to 128 bytes of UTF-8";
  for (const Question &other : others)
    if (other.key == key) return "\"key\" is that of another question";
  return "";
}

std::string fill_in(Question &question, const QuestionWords &given, json::Reader &reader, size_t max_nesting) {
  if (question.kind == Ask::form || question.kind == Ask::url) {
    if (given.message.empty() || !json::valid_utf8(given.message)) return "\"message\" is empty, or not UTF-8";
    question.message = given.message;
  }
  std::string why;
  switch (question.kind) {
  case Ask::form:
    why = parse(given.schema, reader, max_nesting, question.schema);
    if (why.empty()) why = check_form_schema(reader.root());
    return why.empty() ? why : "\"schema\": " + why;
  case Ask::url:
    if (const char *wrong = wrong_url(given.url)) return wrong;
    question.url = given.url;
    return "";
  case Ask::sample:
    why = parse(given.params, reader, max_nesting, question.params);
    if (why.empty()) why = check_sampling_params(reader.root());
    return why.empty() ? why : "\"params\": " + why;
  case Ask::roots: break;
  }
  return "";
}

} // namespace

Outcome<Question> read_question(const QuestionWords &given, std::span<const Question> others, json::Reader &reader, size_t max_nesting) {
  const auto refuse = [&](std::string_view why) {
    const std::string_view name = json::valid_utf8(given.key) ? cut(given.key, 64) : "?";
    return Refusal{Status::invalid, words("question {}: {}", name, why)};
  };
  if (const std::string why = wrong_key(given.key, others); !why.empty()) return refuse(why);
  if (given.kind < static_cast<int64_t>(Ask::form) || given.kind > static_cast<int64_t>(Ask::roots)) return refuse("\"kind\" is none that there is");
  Question question;
  question.key = given.key;
  question.kind = static_cast<Ask>(given.kind);
  if (const std::string why = fill_in(question, given, reader, max_nesting); !why.empty()) return refuse(why);
  return question;
}

bool may_send_people_to(std::string_view url) { return wrong_url(url) == nullptr; }

uint32_t needed(const Question &question) {
  switch (question.kind) {
  case Ask::form: return can_elicit_form;
  case Ask::url: return can_elicit_url;
  case Ask::sample: return sampling_needs_tools(question.params) ? can_sample | can_sample_tools : uint32_t{can_sample};
  case Ask::roots: break;
  }
  return can_list_roots;
}

bool known(const Question &question, Revision revision) {
  switch (question.kind) {
  case Ask::form: return facts(revision).elicitation;
  case Ask::url: return facts(revision).url_elicitation;
  case Ask::sample: return facts(revision).sampling_tools || !sampling_needs_tools(question.params);
  case Ask::roots: break;
  }
  return true;
}

} // namespace tenon::protocol
