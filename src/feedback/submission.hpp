// submission.hpp - what a person says: read from JSON against the question that it answers.
#pragma once
#include "feedback/reading.hpp"
#include "feedback/session.hpp"

namespace tenon::feedback {

// The body of a submit: selectedOptions, freeText, form, submissionId, metadata. False: `problems` says why.
// `by`, `name`, `auth` are not in it: they are what the server knows, never what the sender says.
bool read_submission(const json::Reader &, const json::Span &object, const Question &, const Limits &, const FormDoor &, Submission &out,
                     Problems &);

// The body of a decline: reason, submissionId, metadata.
bool read_decline(const json::Reader &, const json::Span &object, const Limits &, const FormDoor &, Submission &out, Problems &);

// The answer alone, as in onTimeout.default: selectedOptions, freeText, form. Paths begin with `field`.
bool read_answer(const Reading &, const json::Span &object, const std::string &field, const Question &, Answer &out);

} // namespace tenon::feedback
