// feedback_form.hpp - a question as a form inside the client, and the form that comes back as an answer.
#pragma once
#include "feedback/limits.hpp"
#include "feedback/question.hpp"
#include "feedback/reading.hpp"
#include "feedback/session.hpp"
#include "feedback/session_states.hpp"
#include "protocol/input_required.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tenon::engine {

inline constexpr size_t most_form_message = 4000; // code points; what is longer belongs on a page
inline constexpr uint32_t most_form_tries = 3;    // times that one call asks, when what comes back is no answer

// The question as a form; nothing if it does not fit one: Markdown beside it, or more than the revision's forms can say.
// `problem`: what was wrong with the last try, or "".
std::optional<protocol::Question> form_of(const feedback::Question &, std::string key, std::string_view problem, protocol::Revision);

// What a client brought back (ElicitResult).
struct FormAnswer {
  enum class Said : uint8_t { answer, decline, dismissed, misfit, opened } said = Said::dismissed; // opened: of a link
  feedback::Answer answer;
  std::string problem; // of a misfit, for the person
};
FormAnswer read_form_answer(std::string_view result_json, const feedback::Question &, const feedback::Limits &, const feedback::FormDoor &);
// The same as an event of the session. The submission's id makes a repeated answer the same one.
feedback::Event said_in_client(FormAnswer &&, feedback::Channel via, std::string submission, std::string by);

} // namespace tenon::engine
