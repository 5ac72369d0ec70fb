// feedback_words_seed.hpp - outcomes in the layout of the system that this one succeeds, for those who take it apart.
#pragma once
#include "feedback/session.hpp"
#include <string>

namespace tenon::engine {

std::string seed_outcome(const feedback::Session &, int64_t waited_ms);
std::string seed_status(const feedback::Session &);

} // namespace tenon::engine
