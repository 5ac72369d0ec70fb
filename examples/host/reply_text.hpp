// reply_text.hpp - the bytes of a reply's head and of its chunks, appended to one reused string.
#pragma once
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/beast/http/status.hpp>
#include <tenon/tenon.h>

namespace host {

enum class Framing { length, chunked, until_close, none };

struct ReplyHead {
  int64_t status;
  const tenon_header *headers;
  size_t header_count;
  Framing framing;
  uint64_t length; // with Framing::length
  bool close;
  bool old_keep_alive; // an HTTP/1.0 client that asked to stay has to be told
};

inline void append_number(std::string &out, uint64_t number, int base = 10) {
  char room[24];
  const auto end = std::to_chars(room, room + sizeof room, number, base).ptr;
  out.append(room, static_cast<size_t>(end - room));
}

inline std::string_view reason_of(int64_t status) {
  const auto text = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  return {text.data(), text.size()};
}

inline void append_reply_head(std::string &out, const ReplyHead &head, std::string_view date) {
  if (head.status == 200) {
    out += "HTTP/1.1 200 OK\r\nDate: ";
  } else {
    out += "HTTP/1.1 ";
    append_number(out, static_cast<uint64_t>(head.status));
    out += ' ';
    out += reason_of(head.status);
    out += "\r\nDate: ";
  }
  out += date;
  out += "\r\n";
  for (size_t i = 0; i < head.header_count; ++i) {
    out.append(head.headers[i].name.data, head.headers[i].name.len);
    out += ": ";
    out.append(head.headers[i].value.data, head.headers[i].value.len);
    out += "\r\n";
  }
  if (head.framing == Framing::length) {
    out += "Content-Length: ";
    append_number(out, head.length);
    out += "\r\n";
  } else if (head.framing == Framing::chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  }
  if (head.close) out += "Connection: close\r\n";
  else if (head.old_keep_alive) out += "Connection: keep-alive\r\n";
  out += "\r\n";
}

inline void append_chunk(std::string &out, const char *data, size_t size) {
  append_number(out, size, 16);
  out += "\r\n";
  out.append(data, size);
  out += "\r\n";
}

// The host's own refusals, in the envelope that MCP clients read.
inline std::string refusal_body(std::string_view words) {
  std::string body = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32000,\"message\":\"";
  body += words;
  body += "\"}}";
  return body;
}

} // namespace host
