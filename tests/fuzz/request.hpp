// request.hpp - a request as a seed has it, and what must hold for any answer.
#pragma once
#include "fuzz/promise.hpp"
#include "guest/words.hpp"
#include "json/reader.hpp"
#include <algorithm>

namespace fuzz {

inline std::string_view next_line(std::string_view &rest) {
  const size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

// Each `mark` is replaced by what is only known when it runs.
inline std::string filled(std::string_view text, std::string_view mark, const std::string &value) {
  std::string out(text);
  for (size_t at = out.find(mark); at != out.npos; at = out.find(mark, at + value.size())) out.replace(at, mark.size(), value);
  return out;
}

inline void check_answer(const tenon_answer &answer, std::string_view body, bool finished) {
  promise(answer.status >= 200 && answer.status < 600, "the status is one of HTTP's");
  for (size_t i = 0; i < answer.header_count; ++i) {
    const tenon_header &line = answer.headers[i];
    promise(line.name.len > 0, "a header has a name");
    for (const tenon_str text : {line.name, line.value})
      for (size_t at = 0; at < text.len; ++at)
        promise(text.data[at] != '\r' && text.data[at] != '\n' && text.data[at] != '\0', "no header line can be split");
  }
  if (answer.body_length >= 0) promise(finished && body.size() == static_cast<size_t>(answer.body_length), "the body is as long as was said");
  tenon::json::Reader reader;
  if (!body.empty() && guest::header(answer, "Content-Type") == "application/json") // HEAD has none
    promise(reader.parse_copy(body, 100) == tenon::json::Trouble::none, "a JSON body is JSON");
}

} // namespace fuzz
