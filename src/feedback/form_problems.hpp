// form_problems.hpp - which fields of a filled-in form do not fit, and why, for who filled it in.
#pragma once
#include "feedback/reading.hpp"

namespace tenon::feedback {

inline constexpr size_t most_fields_looked_at = 100; // of one form; whoever has more is told of the whole

// For a form that was refused: notes each field that is wrong by itself, under `field` and its name. False: none is.
bool note_form_problems(const Reading &in, std::string_view schema, const json::Span &content, const std::string &field);

} // namespace tenon::feedback
