// asking.cpp - from flags to tenon_feedback.
#include "asking.hpp"

#include "clock.hpp"
#include "feedback_key.hpp"
#include "file_store.hpp"
#include "texts.hpp"

namespace host {

std::string offer_feedback(tenon_server *server, const FeedbackFlags &flags) {
  tenon_storage storage{};
  storage.size = sizeof storage;
  if (!flags.in_memory())
    if (const std::string wrong = open_file_store(flags.path(), storage); !wrong.empty()) return "--store " + flags.store + ": " + wrong;
  std::string key;
  if (!flags.in_memory())
    if (const std::string wrong = read_feedback_key(flags.path(), key); !wrong.empty()) return wrong;
  tenon_feedback feedback{};
  feedback.size = sizeof feedback;
  feedback.storage = flags.in_memory() ? nullptr : &storage;
  feedback.tools = flags.tools;
  feedback.sites = flags.sites;
  feedback.secret = str(key);
  feedback.responder = flags.responder;
  feedback.link_ms = flags.link_hours * 3'600'000;
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
  feedback.seed_texts = flags.seed_texts;
  feedback.no_ask_in_client = !flags.ask_in_client;
  feedback.no_record = !flags.record;
  feedback.no_recorded_contents = !flags.record_contents;
  feedback.journal_ms = flags.journal_days * 86'400'000;
  feedback.analytics_scope = str(flags.analytics_scope);
  ErrorText why;
  const tenon_status status = tenon_server_offer_feedback(server, &feedback, &why.error);
  return status == TENON_OK ? std::string() : why.text(status);
}

std::string inbox_link(tenon_server *server, const std::string &base) {
  char text[2048];
  tenon_buffer link{sizeof link, text, sizeof text, 0};
  return tenon_feedback_inbox_link(server, nullptr, str(base), Clock().now(), &link) == TENON_OK ? std::string(text, link.len) : std::string();
}

} // namespace host
