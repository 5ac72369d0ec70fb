// feedback_rules.cpp - what the host wished becomes the rules that the rooms below go by.
#include "engine/feedback_rules.hpp"
#include "protocol/form_schema.hpp"

namespace tenon::engine {
namespace {

uint32_t rate(uint64_t value) { return value == off ? 0 : narrow(value); }

feedback::Limits texts_of(const FeedbackSettings &settings) {
  const FeedbackLimits &wished = settings.limits;
  feedback::Limits texts = settings.seed_limits ? feedback::seed_limits() : feedback::Limits{};
  if (!settings.seed_limits) {
    texts.message = narrow(wished.max_message);
    texts.title = narrow(wished.max_title);
    texts.ai_content = narrow(wished.max_ai_content);
    texts.options = narrow(wished.max_options);
    texts.option_value = narrow(wished.max_option);
    texts.free_text = narrow(wished.max_free_text);
    texts.most_timeout_ms = signed_ms(wished.max_timeout_ms);
  }
  texts.default_timeout_ms = std::min(signed_ms(wished.timeout_ms), texts.most_timeout_ms);
  return texts;
}

} // namespace

web::FeedbackRules rules_of(const FeedbackSettings &settings, size_t most_nesting) {
  const FeedbackLimits &wished = settings.limits;
  web::FeedbackRules rules;
  rules.limits = texts_of(settings);
  rules.terms.timeout_ms = rules.limits.default_timeout_ms;
  rules.terms.grace_ms = signed_ms(wished.grace_ms);
  rules.terms.hold_ms = signed_ms(wished.typing_ms);
  rules.terms.claim_ms = signed_ms(wished.claim_ms);
  rules.terms.retention_ms = signed_ms(wished.retention_ms);
  rules.terms.tombstone_ms = signed_ms(wished.tombstone_ms);
  rules.terms.most_late = narrow(wished.max_late_notes);
  rules.terms.late_notes = settings.late_notes;
  rules.forms = {protocol::check_form_schema, protocol::check_form_content};
  rules.language = settings.language;
  rules.most_nesting = most_nesting;
  return rules;
}

web::LiveRules live_rules(const FeedbackLimits &wished) {
  web::LiveRules rules;
  rules.idle_ms = wished.live_idle_ms;
  return rules;
}

feedback::RateRules rates_of(const FeedbackLimits &wished) {
  feedback::RateRules rules;
  const uint64_t each[feedback::actions] = {wished.max_creates, wished.max_status_reads, wished.max_result_reads, wished.max_submits, wished.max_page_views};
  for (int i = 0; i < feedback::actions; ++i) rules.per_minute[i] = rate(each[i]);
  return rules;
}

feedback::LedgerOptions ledger_options(const FeedbackLimits &wished) {
  feedback::LedgerOptions options;
  options.rejoin = {wished.rejoin_ms != off, signed_ms(wished.rejoin_ms)};
  options.waiters = {wished.max_waiters, narrow(wished.max_session_agents), narrow(wished.max_session_watchers)};
  options.open_of_principal = wished.max_open_sessions == off ? 0 : wished.max_open_sessions;
  return options;
}

feedback::RecorderRules recorder_rules(const FeedbackSettings &settings) {
  feedback::RecorderRules rules;
  rules.on = settings.record;
  rules.contents = settings.record_contents;
  rules.content_bytes = narrow(settings.limits.max_recorded_bytes);
  rules.error_bytes = std::min(rules.error_bytes, rules.content_bytes);
  rules.most_pending = narrow(settings.limits.max_recording);
  rules.keep_ms = settings.limits.journal_ms == off ? 0 : signed_ms(settings.limits.journal_ms);
  return rules;
}

} // namespace tenon::engine
