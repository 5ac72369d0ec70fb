// feedback_listing.cpp - from the arguments to a look into the store, and from its rows to lines and members.
#include "engine/feedback_listing.hpp"
#include "engine/feedback_words.hpp"
#include "engine/reply.hpp"
#include "engine/server.hpp"
#include "feedback/members.hpp"
#include "feedback/store.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include "web/timestamp.hpp"
#include <utility>

namespace tenon::engine {
namespace {

using feedback::Members;
using feedback::Session;
using feedback::State;
using web::timestamp;

constexpr uint32_t longest_cursor = 1024;

// Somebody waits for a page. If it is lost on the way, the reply goes, and says so itself.
class Listing final {
public:
  Listing(const std::shared_ptr<FeedbackDesk> &desk, const Call &call, Ref<Reply> reply) : desk_(desk), reply_(std::move(reply)), began_(call.now) {
    const auto [host, secure] = reply_->called_host();
    base_ = desk_->base(host, secure);
  }
  Listing(const Listing &) = delete;
  Listing &operator=(const Listing &) = delete;
  ~Listing() {
    const Instant now = moment();
    reply_.hand_over()->release_by_host(now);
  }

  void found(const feedback::Result<feedback::Rows> &rows) const;

private:
  Instant moment() const {
    const Instant latest = reply_->server().latest();
    return latest.monotonic_ms < began_.monotonic_ms ? began_ : latest;
  }
  void append_item(std::string &out, const Session &session) const;

  const std::shared_ptr<FeedbackDesk> desk_;
  Ref<Reply> reply_;
  const Instant began_;
  std::string base_;
};

void append_line(std::string &out, const Session &session) {
  out.append(session.id).append(1, ' ').append(outcome_word(session.state)).append(1, ' ');
  json::append_text(out, shown_title(session.asked->question)); // on one line, whatever is in it
  out += words(", asked {}", timestamp(session.created_at));
  out += session.state == State::open ? words(", open until {}\n", timestamp(session.expires_at)) : std::string("\n");
}

void Listing::append_item(std::string &out, const Session &session) const {
  Members item(out);
  item.text("sessionId", session.id).text("status", outcome_word(session.state)).text("title", shown_title(session.asked->question));
  item.text_if("thread", session.asked->asker.thread);
  if (session.state == State::open && !base_.empty()) item.text("feedbackUrl", desk_->link(session, base_));
  item.text("createdAt", timestamp(session.created_at)).text("expiresAt", timestamp(session.expires_at));
  if (session.winner != feedback::nobody) item.text("submittedAt", timestamp(session.submissions[session.winner].at));
  item.truth_if("undelivered", undelivered(session)).close();
}

void Listing::found(const feedback::Result<feedback::Rows> &rows) const {
  if (rows.fault == feedback::Fault::not_found) {
    reply_->settle({Words::Kind::tool_error, "This cursor is none of this list. Begin again without one."}, moment());
    return;
  }
  if (rows.fault != feedback::Fault::none) {
    reply_->settle({Words::Kind::tool_error, "Questions cannot be read at the moment."}, moment());
    return;
  }
  std::string text, structured;
  Members members(structured);
  std::string &items = members.value_of("items");
  items += '[';
  for (const feedback::Row &row : rows.value.rows) {
    const Outcome<Session> session = feedback::read_row(row);
    if (!session) continue; // the log of the store has it
    if (items.back() != '[') items += ',';
    append_item(items, *session);
    append_line(text, *session);
  }
  items += ']';
  members.text_if("nextCursor", rows.value.next).close();
  if (text.empty()) text = rows.value.next.empty() ? "There are no such questions.\n" : "There are none on this page.\n";
  if (!rows.value.next.empty()) text.append("There may be more: call again with the cursor \"").append(rows.value.next).append("\".\n");
  reply_->settle({Words::Kind::result, tool_result(text, structured, reply_->origin().revision)}, moment());
}

uint32_t bits_of(std::string_view status) {
  uint32_t bits = 0;
  for (int i = 0; i < feedback::states; ++i) {
    const State state = static_cast<State>(i);
    if (state != State::purged && (status.empty() || status == outcome_word(state))) bits |= 1u << i;
  }
  return bits;
}

std::string_view text_in(const Call &call, std::string_view name) {
  const json::Value said = call.arguments.find(name);
  return said.is_text() ? said.text() : std::string_view();
}

} // namespace

std::string listing_input(const feedback::Limits &limits) {
  return words(R"({{"type":"object","properties":{{)"
               R"("status":{{"type":"string","enum":["pending","answered","declined","cancelled","expired"],"description":"Only those; all if it is left out."}},)"
               R"("thread":{{"type":"string","minLength":1,"maxLength":{},"description":"Only those of this conversation."}},)"
               R"("cursor":{{"type":"string","minLength":1,"maxLength":{},"description":"Where the page before has ended: its nextCursor."}})"
               R"(}},"additionalProperties":false}})",
               limits.thread, longest_cursor);
}

std::string_view listing_output() {
  return R"({"type":"object","properties":{"items":{"type":"array","maxItems":20,"items":{"type":"object","properties":{)"
         R"("sessionId":{"type":"string"},"status":{"type":"string","enum":["answered","declined","cancelled","expired","pending"]},)"
         R"("title":{"type":"string"},"thread":{"type":"string"},"feedbackUrl":{"type":"string"},)"
         R"("createdAt":{"type":"string"},"expiresAt":{"type":"string"},"submittedAt":{"type":"string"},"undelivered":{"const":true}},)"
         R"("required":["sessionId","status","title","createdAt","expiresAt"]}},"nextCursor":{"type":"string"}},"required":["items"]})";
}

void list_questions(const std::shared_ptr<FeedbackDesk> &desk, const Call &call, Reply *reply) {
  const auto listing = std::make_shared<Listing>(desk, call, Ref<Reply>::adopt(reply));
  feedback::Query query;
  query.principal = call.owner;
  query.state_bits = bits_of(text_in(call, "status"));
  if (const std::string_view thread = text_in(call, "thread"); !thread.empty()) query.thread = thread;
  query.cursor = text_in(call, "cursor");
  query.most = most_listed;
  desk->ledger.store().list(std::move(query), [listing](feedback::Result<feedback::Rows> rows) { listing->found(rows); });
}

} // namespace tenon::engine
