// line_channel.cpp - any bytes as the lines of a channel: each answer is JSON on one line, and chunking makes no difference.
#include "fuzz/house.hpp"
#include "json/reader.hpp"

using namespace fuzz;

namespace {

// The input in chunks of `step`; 0: at once.
std::string said_to(std::string_view input, size_t step) {
  House house;
  const tenon_head head = guest::channel(TENON_LINES);
  tenon_exchange *exchange = nullptr;
  promise(tenon_exchange_open(house.server, &head, start, &exchange) == TENON_OK, "a channel opens");
  std::string said;
  for (size_t at = 0; at < input.size() || at == 0;) {
    const size_t len = step == 0 ? input.size() : std::min(step, input.size() - at);
    const tenon_status status = tenon_exchange_feed(exchange, input.data() + at, len, start);
    promise(status == TENON_OK, "an outbox that is empty lets feed take all");
    said += pull_all(exchange);
    at += len;
    if (len == 0) break;
  }
  promise(tenon_exchange_end(exchange, start) == TENON_OK, "end");
  house.settle_all();
  bool finished = false;
  said += pull_all(exchange, &finished);
  promise(finished, "a channel whose input is over and whose calls are settled is finished");
  tenon_exchange_close(exchange, start);
  return said;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string_view input = view(data, size);
  const std::string at_once = said_to(input, 0);
  promise(said_to(input, 7) == at_once, "chunks make no difference");
  tenon::json::Reader reader;
  for (std::string_view rest = at_once; !rest.empty();) {
    const size_t end = rest.find('\n');
    promise(end != rest.npos, "every message ends with its line");
    promise(reader.parse_copy(rest.substr(0, end), 100) == tenon::json::Trouble::none, "every line is JSON");
    rest.remove_prefix(end + 1);
  }
  return 0;
}
