// page_question.cpp - a session as the slots of its page; docs/page.md tells them one by one.
#include "web/page_question.hpp"
#include "feedback/letters.hpp"
#include "feedback/members.hpp"
#include "web/assets.hpp"
#include "web/timestamp.hpp"
#include <utility>

namespace tenon::web {
namespace {

using feedback::Question;
using feedback::Session;
using feedback::State;
using feedback::Submission;

constexpr size_t longest_heading = 140; // letters of a message that is its own title

// What all parts of the page look at.
struct View {
  const Session &session;
  const Question &question;
  const QuestionFacts &facts;
  const PageWords &words;
  const ParsedForm &form;

  bool open() const { return session.state == State::open; }
  const PostedForm *posted() const { return facts.back ? &facts.back->posted : nullptr; }
  const Submission *winner() const { return session.winner == feedback::nobody ? nullptr : &session.submissions[session.winner]; }
  const Submission *own() const {
    for (const Submission &each : session.submissions)
      if (!each.id.empty() && each.id == facts.mine) return &each;
    return nullptr;
  }
  bool noted() const { return own() && own()->late; } // a late note by this reader
  // Too late to count, but one more would be kept.
  bool takes_note() const {
    const bool may = session.state == State::cancelled || session.state == State::expired;
    return may && !noted() && session.terms().late_notes && late_notes(session) < session.terms().most_late;
  }
  std::string words_of(const feedback::Answer &answer) const { return in_words(words, question, form, answer); }
};

// The message is the heading if it is short and on one line, and there is no title.
void add_question(Frame &frame, const View &view) {
  const Question &asked = view.question;
  const bool short_enough = feedback::code_points(asked.message) <= longest_heading && asked.message.find('\n') == std::string::npos;
  const bool is_heading = asked.title.empty() && short_enough;
  frame.view("heading", !asked.title.empty() ? std::string_view(asked.title) : is_heading ? std::string_view(asked.message) : view.words.word("question"));
  frame.view("message", is_heading ? std::string_view() : std::string_view(asked.message)).view("content", asked.ai_content);
}

std::string outcome_text(const View &view, const std::string &key) {
  if (key == "answered_mine") return std::string(view.words.word(undelivered(view.session) ? "answered_mine_kept" : "answered_mine_read"));
  std::string text(view.words.word(key + "_text"));
  if (view.takes_note()) (text += ' ') += view.words.word("late_text");
  return text;
}

std::string words_said(const View &view, const Submission &said) {
  if (!view.facts.reader.may_read) return "";
  return said.act == feedback::Act::answer ? view.words_of(said.answer) : said.reason;
}

void add_outcome(Frame &frame, const View &view) {
  if (view.open()) return;
  std::string key(word(view.session.state));
  const Submission *const said = view.winner();
  if (view.noted()) key = "late_sent";
  else if (said && said == view.own()) key += "_mine";
  frame.view("outcome_title", view.words.word(key)).text("outcome_text", outcome_text(view, key));
  if (said) {
    const std::string time = time_in_words(said->at), &name = said->name.empty() ? said->by : said->name;
    frame.text("said", words_said(view, *said));
    frame.text("said_by", view.words.say(name.empty() ? "answered_at" : "answered_by", {{"name", name}, {"time", time}}));
  }
  if (view.facts.back) frame.text("kept", view.words_of(view.facts.back->said));
}

Frame problem_of(const View &view, const std::vector<Field> &fields, const FieldProblem &problem) {
  Frame frame;
  for (const Field &field : fields)
    if (field.name == problem.name) {
      frame.text("href", field.id).text("text", view.words.say("error_at", {{"label", field.label}, {"what", problem.what}}));
      return frame;
    }
  frame.view("href", "answer").view("text", problem.what);
  return frame;
}

void add_form(Frame &frame, const View &view) {
  const std::vector<FieldProblem> none, &wrong = view.facts.back ? view.facts.back->wrong : none;
  std::vector<Field> fields = fields_of(view.words, view.question, view.form, view.posted(), wrong);
  std::vector<Frame> problems, frames;
  for (const FieldProblem &each : wrong) problems.push_back(problem_of(view, fields, each));
  for (Field &field : fields) frames.push_back(frame_of(std::move(field), view.posted()));
  frame.list("errors", std::move(problems)).list("fields", std::move(frames));
  frame.view("csrf", view.facts.csrf).view("submission_id", view.facts.submission_id);
  frame.view("send", view.words.word(view.open() ? "send" : "send_late"));
  if (view.posted()) frame.view("reason", view.posted()->first("reason"));
  if (view.open() && view.question.fallback)
    frame.text("default_note", view.words.say("default_note", {{"what", view.words_of(*view.question.fallback)}}));
}

std::string data_of(const Dress &dress, const View &view) {
  std::string out;
  feedback::Members members(out);
  members.text("api", view.facts.api).text("page", dress.path).text("list", link_to_list(dress)).text("socket", view.facts.socket);
  members.raw("view", form_view(view.session, view.facts.reader, view.facts.now));
  return out.substr(1);
}

} // namespace

Page question_page(const PageShell &shell, int status, const Dress &dress, const Session &session, const QuestionFacts &facts) {
  const Question &question = session.asked->question;
  const PageWords &words = shell.words(dress.language);
  const ParsedForm form(question.form_json);
  const View view{session, question, facts, words, form};

  PageShell::Body body;
  Frame &frame = body.frame;
  frame.view("state", word(session.state)).flag("open", view.open()).flag("over", !view.open());
  frame.view("agent", facts.reader.agent_waits ? "waiting" : "away");
  frame.view("agent_text", words.word(facts.reader.agent_waits ? "agent_waiting" : "agent_away"));
  frame.text("expires", timestamp(session.expires_at)).text("expires_text", time_in_words(session.expires_at));
  add_question(frame, view);
  add_outcome(frame, view);
  frame.flag("form", view.open() || view.takes_note()).text("action", link_to_itself(dress));
  add_form(frame, view);
  body.form = assets::page_question_html;
  body.title = question.title.empty() ? question.message : question.title;
  body.data = data_of(dress, view);
  return shell.page(status, dress, std::move(body));
}

} // namespace tenon::web
