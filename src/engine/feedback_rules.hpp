// feedback_rules.hpp - the settings of questions to people, as each room below wants them.
#pragma once
#include "engine/feedback_settings.hpp"
#include "feedback/ledger.hpp"
#include "feedback/rate_limit.hpp"
#include "feedback/recorder.hpp"
#include "web/feedback_api.hpp"
#include "web/live_channel.hpp"
#include <algorithm>
#include <cstdint>

namespace tenon::engine {

inline uint32_t narrow(uint64_t value) { return static_cast<uint32_t>(std::min<uint64_t>(value, UINT32_MAX)); }
inline int64_t signed_ms(uint64_t value) { return static_cast<int64_t>(std::min<uint64_t>(value, INT64_MAX)); }

web::FeedbackRules rules_of(const FeedbackSettings &settings, size_t most_nesting);
web::LiveRules live_rules(const FeedbackLimits &wished);
feedback::RateRules rates_of(const FeedbackLimits &wished);
feedback::LedgerOptions ledger_options(const FeedbackLimits &wished);
feedback::RecorderRules recorder_rules(const FeedbackSettings &settings);

} // namespace tenon::engine
