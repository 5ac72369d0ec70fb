// feedback.cpp - the server asks people: "feedback: max_form_bytes 2000, language zh, no_late_notes".
#include <charconv>

#include "stage.hpp"

namespace talk {
namespace {

struct Number {
  std::string_view name;
  uint64_t tenon_feedback::*field;
};
constexpr Number numbers[] = {
    {"tools", &tenon_feedback::tools},
    {"sites", &tenon_feedback::sites},
    {"seed_limits", &tenon_feedback::seed_limits},
    {"no_late_notes", &tenon_feedback::no_late_notes},
    {"max_form_bytes", &tenon_feedback::max_form_bytes},
    {"max_session_watchers", &tenon_feedback::max_session_watchers},
    {"max_session_agents", &tenon_feedback::max_session_agents},
    {"max_open_sessions", &tenon_feedback::max_open_sessions},
    {"max_late_notes", &tenon_feedback::max_late_notes},
    {"max_submits", &tenon_feedback::max_submits},
    {"max_creates", &tenon_feedback::max_creates},
    {"max_status_reads", &tenon_feedback::max_status_reads},
    {"max_result_reads", &tenon_feedback::max_result_reads},
    {"retention_ms", &tenon_feedback::retention_ms},
    {"tombstone_ms", &tenon_feedback::tombstone_ms},
};

} // namespace

std::string Stage::offer_feedback() {
  tenon_feedback record{};
  record.size = sizeof record;
  std::string_view rest = *feedback_;
  while (!rest.empty()) {
    std::string_view part = rest.substr(0, rest.find(", "));
    rest.remove_prefix(part.size() == rest.size() ? part.size() : part.size() + 2);
    const std::string_view name = part.substr(0, part.find(' ')), value = name.size() == part.size() ? "1" : part.substr(name.size() + 1);
    bool known = name == "usual";
    if (name == "language") known = true, record.language = {value.data(), value.size()};
    for (const Number &each : numbers) {
      if (each.name != name) continue;
      known = true;
      uint64_t number = TENON_OFF;
      if (value != "off") std::from_chars(value.data(), value.data() + value.size(), number);
      record.*each.field = number;
    }
    if (!known) return "questions to people have no option " + std::string(name);
  }
  char reason[256] = "";
  tenon_error error{sizeof error, reason, sizeof reason, 0};
  const tenon_status status = tenon_server_offer_feedback(server_, &record, &error);
  return status == TENON_OK ? "" : std::string(tenon_status_name(status)) + ": " + reason;
}

} // namespace talk
