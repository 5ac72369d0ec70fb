// asking.cpp - from flags to tenon_feedback.
#include "asking.hpp"

#include "file_store.hpp"
#include "texts.hpp"

namespace host {

std::string offer_feedback(tenon_server *server, const FeedbackFlags &flags) {
  tenon_storage storage{};
  storage.size = sizeof storage;
  if (!flags.in_memory())
    if (const std::string wrong = open_file_store(flags.path(), storage); !wrong.empty()) return "--store " + flags.store + ": " + wrong;
  tenon_feedback feedback{};
  feedback.size = sizeof feedback;
  feedback.storage = flags.in_memory() ? nullptr : &storage;
  feedback.tools = flags.tools;
  feedback.sites = flags.sites;
  feedback.product = str(flags.product);
  feedback.language = str(flags.language);
  feedback.theme = str(flags.theme);
  feedback.seed_limits = flags.seed_limits;
  feedback.no_late_notes = !flags.late_notes;
  feedback.max_timeout_ms = flags.max_timeout_seconds * 1000;
  if (flags.max_timeout_seconds > 0 && flags.max_timeout_seconds < 300) feedback.timeout_ms = feedback.max_timeout_ms;
  feedback.retention_ms = flags.retention_hours * 3'600'000;
  feedback.hold_ms = flags.hold_seconds * 1000;
  feedback.hold_with_progress_ms = flags.hold_seconds * 1000;
  feedback.max_open_sessions = flags.max_open;
  feedback.max_submits = flags.submits_a_minute;
  ErrorText why;
  const tenon_status status = tenon_server_offer_feedback(server, &feedback, &why.error);
  return status == TENON_OK ? std::string() : why.text(status);
}

} // namespace host
