// feedback_listing.hpp - list_feedback: an agent's own questions, page by page.
#pragma once
#include "engine/feedback_desk.hpp"
#include "engine/host.hpp"
#include "feedback/limits.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tenon::engine {

class Reply;

inline constexpr uint32_t most_listed = 20; // on one page: a model reads all of it

std::string listing_input(const feedback::Limits &);
std::string_view listing_output();

// Takes the reply over.
void list_questions(const std::shared_ptr<FeedbackDesk> &, const Call &, Reply *);

} // namespace tenon::engine
