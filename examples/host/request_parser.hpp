// request_parser.hpp - one HTTP/1.x request: its head as views, its body piece by piece, nothing allocated.
#pragma once
#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <tenon/tenon.h>

#include "net.hpp"

namespace host {

namespace http = boost::beast::http;

// The head of a request. Its views look into the bytes that were given to the parser and go stale with them: they are for
// opening the exchange, and for nothing later.
struct RequestHead {
  std::string_view method;
  std::string_view target;
  std::vector<tenon_header> headers; // kept from request to request for its memory
  int version = 11;
  bool is_head = false;
  unsigned hosts = 0;
  unsigned lengths = 0;
  uint64_t length = 0; // of the body; 0 when it comes in chunks
  bool expects_continue = false;
  bool expects_other = false;
  bool encoded_otherwise = false; // a Transfer-Encoding that is not just "chunked"
  bool transfer_encoded = false;
  bool upgrades = false; // wants to go on with another protocol

  void clear() {
    method = target = {};
    headers.clear();
    version = 11;
    is_head = false;
    hosts = lengths = 0;
    length = 0;
    expects_continue = expects_other = encoded_otherwise = transfer_encoded = upgrades = false;
  }
};

// Beast's grammar of HTTP/1.x over our own buffer. Give it the complete head first; then, until done(), the bytes that follow:
// each put takes some and leaves at most one piece of body.
class RequestParser final : public http::basic_parser<true> {
public:
  explicit RequestParser(RequestHead &head) : head_(head) {
    head_.clear();
    header_limit(UINT32_MAX); // HeadScan has measured it
    body_limit(boost::none);  // the core has a say on that
  }

  // HTTP status to refuse this head with, or 0: what Beast lets pass and another server on the way might read differently.
  int objection() const {
    if (head_.transfer_encoded && head_.version < 11) return 400;
    if (head_.encoded_otherwise) return 501;
    if (head_.lengths > 1) return 400;
    if (head_.version >= 11 ? head_.hosts != 1 : head_.hosts > 1) return 400;
    if (head_.expects_other) return 417;
    return 0;
  }

  std::string_view take_piece() { return std::exchange(piece_, std::string_view{}); }

private:
  using Text = boost::beast::string_view;

  void on_request_impl(http::verb verb, Text method, Text target, int version, error_code &) override {
    head_.method = {method.data(), method.size()};
    head_.target = {target.data(), target.size()};
    head_.version = version;
    head_.is_head = verb == http::verb::head;
  }

  void on_field_impl(http::field field, Text name, Text value, error_code &error) override {
    if (in_body_) return; // trailers are checked for their form and dropped
    head_.headers.push_back({{name.data(), name.size()}, {value.data(), value.size()}});
    switch (field) {
    case http::field::host: ++head_.hosts; break;
    case http::field::content_length:
      ++head_.lengths;
      if (!read_length(value)) error = http::error::bad_content_length; // "5, 5" is a list that Beast would accept
      break;
    case http::field::transfer_encoding:
      head_.transfer_encoded = true;
      if (!boost::beast::iequals(value, "chunked")) head_.encoded_otherwise = true;
      break;
    case http::field::expect:
      if (boost::beast::iequals(value, "100-continue")) head_.expects_continue = head_.version >= 11;
      else head_.expects_other = true;
      break;
    case http::field::upgrade: head_.upgrades = true; break;
    default: break;
    }
  }

  bool read_length(Text value) {
    const char *end = value.data() + value.size();
    const auto read = std::from_chars(value.data(), end, head_.length);
    return read.ec == std::errc{} && read.ptr == end;
  }

  void on_header_impl(error_code &) override { in_body_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t> &, error_code &) override {}
  std::size_t on_body_impl(Text body, error_code &) override { return keep(body); }
  void on_chunk_header_impl(std::uint64_t, Text, error_code &) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, error_code &) override { return keep(body); }
  void on_finish_impl(error_code &) override {}
  void on_response_impl(int, Text, int, error_code &) override {}

  std::size_t keep(Text body) {
    piece_ = {body.data(), body.size()};
    return body.size();
  }

  RequestHead &head_;
  std::string_view piece_;
  bool in_body_ = false;
};

} // namespace host
