// texts.hpp - texts as the core takes and gives them, and room for its words about failures.
#pragma once
#include <string>
#include <string_view>

#include <tenon/tenon.h>

namespace host {

inline tenon_str str(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(tenon_str text) { return text.len ? std::string_view{text.data, text.len} : std::string_view{}; }

// A tenon_error with room for its words.
struct ErrorText {
  char words[256] = {};
  tenon_error error{sizeof(tenon_error), words, sizeof words, 0};

  std::string text(tenon_status status) const {
    return error.len > 0 ? std::string(words, error.len) : std::string(tenon_status_name(status));
  }
};

} // namespace host
