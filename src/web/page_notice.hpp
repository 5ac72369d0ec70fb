// page_notice.hpp - the page where there is neither a question nor a list, and the place to hand over a key.
#pragma once
#include "web/page_shell.hpp"
#include <string>

namespace tenon::web {

enum class Notice : uint8_t { not_found, gone, unauthorized, forbidden, limited, broken };

// `key`: where a key may be handed over; "" if none would help. `wrong_key`: one was, and did not fit.
Page notice_page(const PageShell &shell, int status, const Dress &dress, Notice notice, const std::string &key = "", bool wrong_key = false);

} // namespace tenon::web
