// site.cpp - requests to a server that asks people, one after the other, as in http_request, with a line "====" between them. $Q stands for
// an open question's id, $A for one that is answered, $I for the cookie of the list. Behind a request that becomes a WebSocket each line up to "====" is one message.
#include "fuzz/house.hpp"
#include "fuzz/request.hpp"
#include "guest/inbox.hpp"
#include <functional>

using namespace fuzz;

namespace {

struct Heard {
  int64_t status = 0;
  std::string json;
};

// The memory store answers inside the call.
Heard heard(const std::function<tenon_status(const tenon_hearer *)> &ask) {
  Heard out;
  tenon_hearer hearer{};
  hearer.size = sizeof hearer;
  hearer.user = &out;
  hearer.told = [](void *user, const tenon_told *told) {
    Heard &into = *static_cast<Heard *>(user);
    promise(into.status == 0, "it is told once");
    into.status = told->status;
    into.json.assign(told->json.data ? told->json.data : "", told->json.len);
  };
  promise(ask(&hearer) == TENON_OK, "the host's door opens");
  promise(out.status != 0, "it is told");
  return out;
}

std::string ask(House &house, const char *request) {
  const Heard made = heard([&](const tenon_hearer *hearer) { return tenon_feedback_create(house.server, nullptr, guest::str(request), hearer, start); });
  promise(made.status == 200, "the question is asked");
  const size_t at = made.json.find("\"sessionId\":\"");
  promise(at != made.json.npos, "it has an id");
  return made.json.substr(at + 13, 36);
}

std::string read(House &house, const std::string &id) {
  const Heard found = heard([&](const tenon_hearer *hearer) { return tenon_feedback_read(house.server, guest::str(id), hearer, start); });
  return found.status == 200 ? found.json : std::string();
}

void send(House &house, std::string_view rest) {
  const std::string_view first = next_line(rest);
  const size_t blank = std::min(first.find(' '), first.size());
  std::vector<std::pair<std::string_view, std::string_view>> lines;
  for (std::string_view line = next_line(rest); !line.empty(); line = next_line(rest)) {
    const size_t colon = std::min(line.find(':'), line.size());
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    while (value.starts_with(' ')) value.remove_prefix(1);
    lines.emplace_back(line.substr(0, colon), value);
  }
  std::vector<tenon_header> headers;
  for (const auto &[name, value] : lines) headers.push_back({guest::str(name), guest::str(value)});
  tenon_head head{};
  head.size = sizeof head;
  head.carrier = TENON_HTTP;
  head.method = guest::str(first.substr(0, blank));
  head.target = guest::str(first.substr(std::min(blank + 1, first.size())));
  head.headers = headers.data();
  head.header_count = headers.size();
  tenon_exchange *exchange = nullptr;
  promise(tenon_exchange_open(house.server, &head, start, &exchange) == TENON_OK, "every head opens an exchange");
  tenon_answer answer{};
  answer.size = sizeof answer;
  if (tenon_exchange_answer(exchange, &answer) == TENON_OK && answer.status == 101) {
    while (!rest.empty()) {
      const std::string_view message = next_line(rest);
      if (tenon_exchange_feed(exchange, message.data(), message.size(), start) != TENON_OK) break;
      (void)pull_all(exchange);
    }
    tenon_exchange_close(exchange, start);
    return;
  }
  for (size_t at = 0; at < rest.size();) {
    const size_t len = std::min<size_t>(rest.size() - at, 1000);
    if (tenon_exchange_feed(exchange, rest.data() + at, len, start) != TENON_OK) break;
    at += len;
  }
  promise(tenon_exchange_end(exchange, start) == TENON_OK, "end");
  house.settle_all();
  (void)tenon_server_tick(house.server, start);
  if (tenon_exchange_answer(exchange, &answer) == TENON_IDLE) { // it waits for a person: until its patience is over
    const tenon_now later{start.monotonic_ms + 60'000, start.unix_ms}; // no question is over by then
    (void)tenon_server_tick(house.server, later);
  }
  if (tenon_exchange_answer(exchange, &answer) == TENON_OK) {
    bool finished = false;
    const std::string body = pull_all(exchange, &finished);
    check_answer(answer, body, finished);
  }
  tenon_exchange_close(exchange, start);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view all = view(data, size);
  House house;
  tenon_feedback feedback{};
  feedback.size = sizeof feedback;
  feedback.max_form_bytes = 8192;
  promise(tenon_server_offer_feedback(house.server, &feedback, nullptr) == TENON_OK, "people are asked");
  const std::string open = ask(house, R"json({"message":"Ship <it>?","predefinedOptions":["yes",{"value":"no","label":"Not yet"}],"selection":"single","aiContent":"**bold** [x](https://e.example)","form":{"type":"object","properties":{"n":{"type":"integer","minimum":1}}},"timeout":600})json");
  const std::string over = ask(house, R"({"message":"Then?"})");
  const std::string words = "kept whatever comes";
  const Heard said = heard([&](const tenon_hearer *hearer) {
    return tenon_feedback_answer(house.server, guest::str(over), nullptr, guest::str(R"({"freeText":"kept whatever comes","submissionId":"s"})"), hearer, start);
  });
  promise(said.status == 200, "it is answered");
  const std::string cookie = all.find("$I") == all.npos ? std::string() : guest::inbox_cookie(house.server, start);
  promise(all.find("$I") == all.npos || cookie.starts_with("tenon_inbox="), "the link to the list becomes a cookie");
  const std::string text = filled(filled(filled(all, "$Q", open), "$A", over), "$I", cookie);
  std::string_view rest = text;
  for (int requests = 0; requests < 8 && !rest.empty(); ++requests) {
    const size_t end = std::min(rest.find("\n====\n"), rest.size());
    send(house, rest.substr(0, end));
    rest.remove_prefix(std::min(end + 6, rest.size()));
  }
  promise(read(house, over).find(words) != std::string::npos, "what was accepted stays");
  const std::string now = read(house, open);
  promise(now.find("\"state\":\"answered\"") == now.npos || now.find("\"answer\":{") != now.npos, "nothing is answered without an answer");
  return 0;
}
