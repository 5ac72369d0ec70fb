// head_scan.hpp - finds the end of a request head, and the line endings that proxies and servers read differently.
#pragma once
#include <cstddef>
#include <cstring>
#include <string_view>

namespace host {

// Looks at each byte once, however the head arrives. Beast lets folded lines pass and waits for ever on bare LF; both are
// shapes of request smuggling (RFC 9112 sections 2.2 and 5.2), so they are found here, before the parser sees the head.
class HeadScan final {
public:
  enum class Verdict { more, complete, bare_line_feed, folded_line, too_long };

  Verdict look(std::string_view bytes, size_t limit) {
    for (;;) {
      if (line_ > 0 && line_ < bytes.size() && (bytes[line_] == ' ' || bytes[line_] == '\t')) return Verdict::folded_line;
      const void *found = seen_ < bytes.size() ? std::memchr(bytes.data() + seen_, '\n', bytes.size() - seen_) : nullptr;
      if (!found) {
        seen_ = bytes.size();
        return seen_ >= limit ? Verdict::too_long : Verdict::more;
      }
      const auto feed = static_cast<size_t>(static_cast<const char *>(found) - bytes.data());
      if (feed >= limit) return Verdict::too_long;
      if (feed == line_ || bytes[feed - 1] != '\r') return Verdict::bare_line_feed;
      const bool empty_line = feed - line_ == 1;
      line_ = seen_ = feed + 1;
      if (empty_line) return Verdict::complete;
    }
  }

  size_t length() const { return seen_; } // of the complete head
  bool at_first_line() const { return line_ == 0; }

private:
  size_t seen_ = 0; // bytes looked at
  size_t line_ = 0; // where the present line starts
};

} // namespace host
