// pages.cpp - the pages as the library makes them, for same.mjs: a JSON object a line in, what became of it a line out.
//
//   {"do":"api","method":"POST","path":"/api/feedback/create","body":"{...}","owner":"agent","by":"ann","name":"Ann"}
//   {"do":"page","method":"GET","path":"/feedback/<id>","query":"lang=zh","language":"en","body":"act=more","origin":"...","cookie":"inbox=agent"}
//   {"do":"pass","ms":60000}        the clock goes on, and what is due happens
//   {"do":"wait","id":"<id>"}       from now on an agent waits
//   {"do":"invite","id":"<id>"}     a link for a client: the body is {"url":"...","code":"..."}
//
// A line out: {"status":200,"headers":{...},"body":"..."}. Ids, nonces and tokens are the same in each run.
#include "feedback/memory_shelf.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"
#include "protocol/form_schema.hpp"
#include "web/feedback_pages.hpp"
#include "web/page_said.hpp"
#include "web/pairing.hpp"
#include <iostream>
#include <string>

using namespace tenon;
using namespace tenon::web;

namespace {

class House {
public:
  House() : ledger_(feedback::Store(std::make_shared<feedback::MemoryShelf>()), {}, [this](std::string &id) { return new_id(id); }),
            api_(ledger_, rules(), nullptr, responder()), pages_(ledger_, rules(), page_rules(), responder(), nullptr) {}

  Page act(const json::Value &what) {
    const std::string_view verb = text_of(what, "do");
    if (verb == "pass") return pass(what.find("ms"));
    if (verb == "wait") return wait(std::string(text_of(what, "id")));
    if (verb == "invite") return invite(std::string(text_of(what, "id")));
    Page got;
    if (verb == "api") api_.answer(call(what), [&](Page page) { got = std::move(page); });
    else pages_.answer(visit(what), [&](Page page) { got = std::move(page); });
    return got;
  }

private:
  static FeedbackRules rules() {
    FeedbackRules rules;
    rules.forms = {protocol::check_form_schema, protocol::check_form_content};
    return rules;
  }
  PageRules page_rules() {
    PageRules rules;
    rules.secret = "the secret of the tests, which all know";
    rules.random = [this](void *out, size_t size) { return roll(out, size); };
    return rules;
  }
  bool roll(void *out, size_t size) {
    for (size_t i = 0; i < size; ++i) static_cast<unsigned char *>(out)[i] = static_cast<unsigned char>(next_byte_ += 97);
    return true;
  }
  // "inbox=" and whose questions.
  static void inbox(const Visit &visit, std::function<void(InboxVisit)> looked) {
    if (!visit.cookie.starts_with("inbox=")) return looked({});
    looked({Visitor::May::answer, std::string(visit.cookie.substr(6)), ""});
  }
  // Those who call the interface say who they are, those who look at pages do not.
  Responder responder() {
    Responder made;
    made.inbox = inbox;
    made.judge = [this](const Visit &visit, const feedback::Session &, std::function<void(Visitor)> judged) {
      Visitor visitor;
      if (!visit.page) visitor.by = by_, visitor.name = name_;
      judged(visitor);
    };
    made.read_invitation = [this](std::string_view handle) { return pairing_.read(handle); };
    made.look_at_code = [this](const PairingLink &link, std::function<void(CodeWord)> heard) { pairing_.look(link, std::move(heard)); };
    made.take_code = [this](const Visit &visit, const feedback::Session &, const PairingLink &link, const std::string &code, std::function<void(CodeWord)> heard) {
      pairing_.take(link, code, INT64_MAX, visit.now, std::move(heard));
    };
    return made;
  }
  bool new_id(std::string &id) {
    id = "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + ++ids_);
    return true;
  }
  Page pass(const json::Value &ms) {
    if (ms) now_.unix_ms += ms.integer(), now_.monotonic_ms += static_cast<uint64_t>(ms.integer());
    ledger_.sweep(now_.unix_ms, [](feedback::Result<int64_t>) {});
    return {200, {}, ""};
  }
  Page invite(const std::string &id) const {
    const std::optional<Invitation> made = pairing_.invite(id, "");
    std::string body;
    json::append_text(body += "{\"url\":", made ? made->url : "");
    json::append_text(body += ",\"code\":", made ? made->code : "");
    return {200, {}, body += '}'};
  }
  Page wait(const std::string &id) {
    ledger_.attach(id, feedback::Waits::agent, [] {});
    return {200, {}, ""};
  }
  FeedbackRequest call(const json::Value &what) {
    FeedbackRequest request;
    request.path = feedback_path(text_of(what, "path"));
    request.query = text_of(what, "query");
    request.method = text_of(what, "method");
    request.body = text_of(what, "body");
    if (!request.body.empty()) request.content_type = "application/json";
    request.accept_language = text_of(what, "language");
    if (const std::string_view owner = text_of(what, "owner"); !owner.empty()) request.owner = owner;
    request.client = text_of(what, "client");
    by_ = text_of(what, "by");
    name_ = text_of(what, "name");
    request.base = "http://h";
    request.now = now_;
    return request;
  }
  PageRequest visit(const json::Value &what) {
    PageRequest request;
    request.method = text_of(what, "method");
    request.path = text_of(what, "path");
    request.query = text_of(what, "query");
    request.body = text_of(what, "body");
    if (request.method == "POST") request.content_type = "application/x-www-form-urlencoded";
    request.accept_language = text_of(what, "language");
    request.cookie = text_of(what, "cookie");
    request.host = "h";
    request.origin = text_of(what, "origin");
    request.has_origin = !request.origin.empty();
    request.now = now_;
    return request;
  }

  Instant now_{1'000'000, 1'800'000'000'000};
  int64_t ids_ = 0;
  std::string by_, name_;
  unsigned next_byte_ = 0;
  feedback::Ledger ledger_;
  FeedbackApi api_;
  FeedbackPages pages_;
  const std::string secrets_[1] = {"the secret of the links, which all know"};
  const Pairing pairing_{secrets_, ledger_.store(), [this](void *out, size_t size) { return roll(out, size); }, 100};
};

std::string line_of(const Page &page) {
  std::string out = "{\"status\":" + std::to_string(page.status) + ",\"headers\":{";
  for (const auto &[name, value] : page.headers) {
    if (out.back() != '{') out += ',';
    json::append_text(out, name);
    json::append_text(out += ':', value);
  }
  json::append_text(out += "},\"body\":", page.body);
  return out += "}\n";
}

} // namespace

int main() {
  House house;
  json::Reader reader;
  for (std::string line; std::getline(std::cin, line);) {
    if (reader.parse_copy(line, 64) != json::Trouble::none) return 1;
    std::cout << line_of(house.act(reader.root())) << std::flush;
  }
  return 0;
}
