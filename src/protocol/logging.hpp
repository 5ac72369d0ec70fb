// logging.hpp - the levels of the client's log, and a line for it.
#pragma once
#include "protocol/envelope.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tenon::protocol {

// RFC 5424 in the words of MCP: debug 0 .. emergency 7, the same numbers as TENON_SEVERITY_*.
inline constexpr int log_levels = 8;
std::optional<int> read_level(std::string_view name);
std::string_view level_name(int level);

// logging/setLevel (before 2026-07-28)
std::optional<Refused> read_set_level(const Params &, int &level);

// notifications/message. `data` is any JSON; logger "": none.
void append_log(std::string &out, int level, std::string_view logger, std::string_view data_json);

} // namespace tenon::protocol
