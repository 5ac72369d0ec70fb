// opaque_words.cpp - words that we gave out and that come back changed: cursors, encoded header values, base64url.
#include "catalog/page_cursor.hpp"
#include "framing/header_value.hpp"
#include "fuzz/house.hpp"
#include "ground/base64url.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

using namespace fuzz;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string_view input = view(data, size);
  if (const auto number = tenon::catalog::read_cursor('t', input)) {
    const auto again = tenon::catalog::read_cursor('t', tenon::catalog::write_cursor('t', *number));
    promise(again && *again == *number, "a cursor that is read is one that can be written");
  }
  std::string decoded;
  if (tenon::framing::decode_header_value(input, decoded)) promise(decoded.size() <= input.size(), "decoding does not grow");
  std::string bytes, text;
  if (tenon::decode_base64url(input, bytes)) {
    tenon::append_base64url(text, bytes);
    promise(text == input, "one text, one value: no second spelling is taken");
  } else promise(bytes.empty(), "bad text leaves nothing");
  text.clear();
  bytes.clear();
  tenon::append_base64url(text, input);
  promise(text.size() == tenon::base64url_length(input.size()), "as long as was said");
  promise(tenon::decode_base64url(text, bytes) && bytes == input, "what is encoded is decoded");
  if (!tenon::json::valid_utf8(input)) return 0;

  // As the cursor of tools/list.
  House house;
  const tenon_head head = guest::channel(TENON_MESSAGES);
  tenon_exchange *exchange = nullptr;
  promise(tenon_exchange_open(house.server, &head, start, &exchange) == TENON_OK, "open");
  const std::string message = guest::request("1", "tools/list", "\"cursor\":" + tenon::json::quoted(input) + "," + std::string(guest::modern_meta));
  const tenon_status fed = tenon_exchange_feed(exchange, message.data(), message.size(), start);
  promise(fed == TENON_OK, "feed");
  const std::string said = pull_all(exchange);
  tenon::json::Reader reader;
  promise(reader.parse_copy(said, 100) == tenon::json::Trouble::none, "the answer is JSON");
  promise(reader.root().find("result") || reader.root().find("error"), "a page or an error");
  tenon_exchange_close(exchange, start);
  return 0;
}
