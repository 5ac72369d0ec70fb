// page_question.hpp - the page of one question: what is asked, the form to answer it, and what became of it.
#pragma once
#include "feedback/session.hpp"
#include "web/feedback_views.hpp"
#include "web/page_fields.hpp"
#include "web/page_shell.hpp"
#include <cstdint>
#include <string>
#include <vector>

namespace tenon::web {

// A form that was posted and comes back.
struct ComesBack {
  PostedForm posted;
  feedback::Answer said; // the same, as an answer; nothing of a decline
  std::vector<FieldProblem> wrong;
};

// What the page says besides the session.
struct QuestionFacts {
  Reader reader;
  std::string api;           // "/api/feedback/<id>" with the base path in front
  std::string socket;        // "/ws/<id>?ticket=...", or ""
  std::string csrf, submission_id;
  std::string mine;          // the submission that is the reader's own; "" if none is known
  const ComesBack *back = nullptr;
  int64_t now = 0;
};

// Of a session that is not purged.
Page question_page(const PageShell &shell, int status, const Dress &dress, const feedback::Session &session, const QuestionFacts &facts);

} // namespace tenon::web
