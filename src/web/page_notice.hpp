// page_notice.hpp - the page where there is neither a question nor a list, and the place to hand over a key or a code.
#pragma once
#include "web/page_shell.hpp"
#include <string>

namespace tenon::web {

enum class Notice : uint8_t { not_found, gone, unauthorized, forbidden, limited, broken, code_spent };

// `key`: where a key may be handed over; "" if none would help. `wrong_key`: one was, and did not fit.
Page notice_page(const PageShell &shell, int status, const Dress &dress, Notice notice, const std::string &key = "", bool wrong_key = false);

// Where a code is wanted. `error`: what was wrong with the last one, in words.
struct CodeForm {
  std::string action, csrf, error;
};
Page code_page(const PageShell &shell, int status, const Dress &dress, const CodeForm &form);

} // namespace tenon::web
