// logging.cpp - levels by name, and writing notifications/message.
#include "protocol/logging.hpp"
#include "json/writer.hpp"
#include "protocol/dressing.hpp"

namespace tenon::protocol {
namespace {

constexpr std::string_view names[log_levels] = {"debug", "info",     "notice", "warning",
                                                "error", "critical", "alert",  "emergency"};

} // namespace

std::optional<int> read_level(std::string_view name) {
  for (int i = 0; i < log_levels; ++i)
    if (names[i] == name) return i;
  return std::nullopt;
}

std::string_view level_name(int level) { return names[level < 0 ? 0 : level < log_levels ? level : log_levels - 1]; }

std::optional<Refused> read_set_level(const Params &params, int &level) {
  const json::Value said = params.level.value;
  const auto known = said.is_text() ? read_level(said.text()) : std::nullopt;
  if (!known)
    return Refused{{jsonrpc::invalid_params, "Invalid params: logging/setLevel needs \"level\", debug to emergency", ""},
                   200};
  level = *known;
  return std::nullopt;
}

void append_log(std::string &out, int level, std::string_view logger, std::string_view data) {
  out += "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"";
  out += level_name(level);
  out += '"';
  if (!logger.empty()) append_member(out, "logger", logger);
  out += ",\"data\":";
  append_one_line(out, data);
  out += "}}";
}

} // namespace tenon::protocol
