// dressing.cpp - putting on envelope, resultType, _meta and how long a result may be kept.
#include "protocol/dressing.hpp"
#include "json/writer.hpp"
#include <new>

namespace tenon::protocol {
namespace {

constexpr std::string_view server_key = "io.modelcontextprotocol/serverInfo";

// False: no member is called _meta, however it is spelled. True: perhaps one is.
bool may_have_meta(std::string_view json) {
  if (json.find("_meta\"") != std::string_view::npos) return true;
  constexpr std::string_view escape = "\\u00";
  for (size_t at = json.find(escape); at != std::string_view::npos; at = json.find(escape, at + 1)) {
    const char next = at + escape.size() < json.size() ? json[at + escape.size()] : '0';
    if (next >= '5' && next <= '7') return true; // letters and '_'; escaped controls are common, these are not
  }
  return false;
}

std::string_view inside(std::string_view object) { return object.substr(1, object.size() - 2); }

// "resultType":"complete", and how long it may be kept
void append_type(std::string &out, const Freshness *fresh) {
  out += "\"resultType\":\"complete\"";
  if (!fresh) return;
  out += ",\"ttlMs\":";
  json::append_unsigned(out, fresh->ttl_ms);
  out += fresh->shared ? ",\"cacheScope\":\"public\"" : ",\"cacheScope\":\"private\"";
}

void append_dressing(std::string &out, const Dressing &dressing, const Freshness *fresh) {
  if (!facts(dressing.revision).modern) return;
  out += ',';
  append_type(out, fresh);
  if (dressing.server_meta.empty()) return;
  out += ",\"_meta\":{";
  out += dressing.server_meta;
  out += '}';
}

// ,"_meta":{ours,theirs}
void append_merged_meta(std::string &out, std::string_view server_meta, const json::Span &given) {
  out += ",\"_meta\":{";
  const bool says_it_itself = given.value.find(server_key) ? true : false;
  if (!says_it_itself) {
    out += server_meta;
    if (given.value.first().at() != given.value.end()) out += ',';
  }
  append_one_line(out, inside(given.raw));
  out += '}';
}

// The result's members with ours among them. False: it has no `_meta`, and nothing was appended.
bool append_with_own_meta(std::string &out, const Dressing &dressing, std::string_view result, const Freshness *fresh) {
  json::Reader reader;
  if (reader.parse_copy(result, json::Reader::deepest) == json::Trouble::memory) throw std::bad_alloc();
  json::Span given;
  for (json::Span it = reader.first_of(reader.whole()); it.value; it = reader.next_of(it))
    if (it.name.text() == "_meta") given = it;
  if (!given.value.is_object()) return false;
  out += '{';
  append_type(out, fresh);
  append_merged_meta(out, dressing.server_meta, given);
  for (json::Span it = reader.first_of(reader.whole()); it.value; it = reader.next_of(it)) {
    if (it.name.at() == given.name.at()) continue;
    out += ',';
    json::append_text(out, it.name.text());
    out += ':';
    append_one_line(out, it.raw);
  }
  out += '}';
  return true;
}

} // namespace

void open_result(std::string &out, std::string_view raw_id) {
  out += "{\"jsonrpc\":\"2.0\",\"id\":";
  out += raw_id;
  out += ",\"result\":{";
}

void append_dressing(std::string &out, const Dressing &dressing) { append_dressing(out, dressing, nullptr); }

void append_dressing(std::string &out, const Dressing &dressing, Freshness fresh) { append_dressing(out, dressing, &fresh); }

void close_result(std::string &out, const Dressing &dressing) {
  append_dressing(out, dressing, nullptr);
  out += "}}";
}

void close_result(std::string &out, const Dressing &dressing, Freshness fresh) {
  append_dressing(out, dressing, &fresh);
  out += "}}";
}

void append_dressed(std::string &out, std::string_view raw_id, const Dressing &dressing, std::string_view result,
                    const Freshness *fresh) {
  open_result(out, raw_id);
  out.pop_back(); // the brace: the result brings its own
  const size_t brace = result.find('{');
  if (!facts(dressing.revision).modern) {
    append_one_line(out, result.substr(brace));
  } else if (dressing.server_meta.empty() || !may_have_meta(result) || !append_with_own_meta(out, dressing, result, fresh)) {
    out += '{';
    append_type(out, fresh);
    if (!dressing.server_meta.empty()) {
      out += ",\"_meta\":{";
      out += dressing.server_meta;
      out += '}';
    }
    out += ','; // the result has a member
    append_one_line(out, result.substr(brace + 1));
  }
  out += '}';
}

void append_empty_response(std::string &out, std::string_view raw_id, const Dressing &dressing) {
  open_result(out, raw_id);
  const size_t before = out.size();
  append_dressing(out, dressing);
  if (out.size() != before) out.erase(before, 1); // the comma
  out += "}}";
}

void append_one_line(std::string &out, std::string_view json) {
  if (json.find('\n') == std::string_view::npos && json.find('\r') == std::string_view::npos) out += json;
  else json::append_compact(out, json);
}

void append_member(std::string &out, std::string_view name, std::string_view text) {
  out += ",\"";
  out += name;
  out += "\":";
  json::append_text(out, text);
}

} // namespace tenon::protocol
