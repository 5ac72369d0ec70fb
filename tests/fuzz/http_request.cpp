// http_request.cpp - a head and a body: "METHOD target", header lines, a blank line, the body. $S stands for a session's id.
#include "fuzz/house.hpp"
#include "fuzz/request.hpp"

using namespace fuzz;

namespace {

std::string begin_session(House &house, std::string_view revision) {
  guest::Head head;
  const tenon_head record = head.record();
  tenon_exchange *exchange = nullptr;
  promise(tenon_exchange_open(house.server, &record, start, &exchange) == TENON_OK, "open");
  const std::string body = guest::initialize(revision);
  tenon_exchange_feed(exchange, body.data(), body.size(), start);
  tenon_exchange_end(exchange, start);
  tenon_answer answer{};
  answer.size = sizeof answer;
  promise(tenon_exchange_answer(exchange, &answer) == TENON_OK && answer.status == 200, "a session begins");
  const std::string id = guest::header(answer, "Mcp-Session-Id");
  tenon_exchange_close(exchange, start);
  return id;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view rest = view(data, size);
  House house;
  const std::string session = begin_session(house, size % 2 ? "2025-03-26" : "2025-11-25");

  const std::string_view first = next_line(rest);
  const size_t blank = std::min(first.find(' '), first.size());
  const std::string target = filled(first.substr(std::min(blank + 1, first.size())), "$S", session);
  std::vector<std::pair<std::string_view, std::string>> lines;
  for (std::string_view line = next_line(rest); !line.empty(); line = next_line(rest)) {
    const size_t colon = std::min(line.find(':'), line.size());
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    while (value.starts_with(' ')) value.remove_prefix(1);
    lines.emplace_back(line.substr(0, colon), filled(value, "$S", session));
  }
  std::vector<tenon_header> headers;
  for (const auto &[name, value] : lines) headers.push_back({guest::str(name), guest::str(value)});

  tenon_head head{};
  head.size = sizeof head;
  head.carrier = TENON_HTTP;
  head.method = guest::str(first.substr(0, blank));
  head.target = guest::str(target);
  head.headers = headers.data();
  head.header_count = headers.size();
  int drops = 0;
  head.user = &drops;
  head.drop = [](void *user) { ++*static_cast<int *>(user); };
  tenon_exchange *exchange = nullptr;
  promise(tenon_exchange_open(house.server, &head, start, &exchange) == TENON_OK, "every head opens an exchange");
  for (size_t at = 0; at < rest.size();) {
    const size_t len = std::min<size_t>(rest.size() - at, 1000);
    if (tenon_exchange_feed(exchange, rest.data() + at, len, start) != TENON_OK) break;
    at += len;
  }
  promise(tenon_exchange_end(exchange, start) == TENON_OK, "end");
  house.settle_all();
  tenon_answer answer{};
  answer.size = sizeof answer;
  promise(tenon_exchange_answer(exchange, &answer) == TENON_OK, "every whole request is answered when its calls are settled");
  bool finished = false;
  const std::string body = pull_all(exchange, &finished);
  check_answer(answer, body, finished);
  tenon_exchange_close(exchange, start);
  promise(drops == 1, "the exchange's user is dropped once");
  return 0;
}
