// feedback_words_seed.cpp - headings and lines as they were; an outcome that there was not reads as the one next to it.
#include "engine/feedback_words_seed.hpp"
#include "feedback/letters.hpp"
#include "ground/words.hpp"
#include "web/timestamp.hpp"

namespace tenon::engine {
namespace {

using feedback::Session;
using feedback::State;
using web::timestamp;

std::string answered(const Session &session, const feedback::Submission &said) {
  std::string out = "✅ **Feedback Received Successfully!**\n\n";
  out += words("📋 Session ID: {}\n⏰ Submitted: {}\n", session.id, timestamp(said.at));
  out += words("⏱️ Response Time: {} seconds\n\n", (said.at - session.created_at + 500) / 1000);
  const bool declined = said.act == feedback::Act::decline;
  out += words("💬 **User Feedback:**\n{}", declined ? said.reason : combined(said.answer));
  if (!feedback::blank(said.answer.free_text)) out += words("\n\n📝 **Additional Comments:**\n{}", said.answer.free_text);
  const std::string &metadata = session.asked->asker.metadata_json;
  if (!metadata.empty()) out += words("\n\n📊 **Metadata:**\n```json\n{}\n```", metadata);
  return out;
}

} // namespace

std::string seed_outcome(const Session &session, int64_t waited_ms) {
  if (session.winner != feedback::nobody) return answered(session, session.submissions[session.winner]);
  if (session.state == State::expired)
    return words("⏰ **Feedback Session Timed Out**\n\n📋 Session ID: {}\n⏱️ Timeout: {} seconds\n"
                 "📊 Status: No feedback received within the timeout period\n\n"
                 "💡 The user did not provide feedback before the session expired.\n"
                 "You may want to create a new session or contact the user directly.",
                 session.id, session.terms().timeout_ms / 1000);
  if (session.state == State::open)
    return words("⏳ **Feedback Pending**\n\n📋 Session ID: {}\n⏱️ Waited: {} seconds\n\n💡 The user can still submit their response.", session.id,
                 waited_ms / 1000);
  return words("❌ **Session Error**\n\n📋 Session ID: {}\n📊 Status: Session not found or expired\n\n"
               "💡 The feedback session may have been deleted or expired.",
               session.id);
}

std::string seed_status(const Session &session) {
  const std::string_view status = status_word(session.state);
  const bool pending = status == "pending", completed = status == "completed";
  std::string out = words("{} Feedback Session Status\n\n📋 Session ID: {}\n", pending ? "⏳" : completed ? "✅" : "⏰", session.id);
  out += words("📊 Status: {}\n", pending ? "PENDING" : completed ? "COMPLETED" : "EXPIRED");
  out += words("🕐 Created: {}\n⏰ Expires: {}\n", timestamp(session.created_at), timestamp(session.expires_at));
  if (session.winner != feedback::nobody) out += words("✅ Submitted: {}\n", timestamp(session.submissions[session.winner].at));
  out += '\n';
  out += pending     ? "🔄 Status: Waiting for user feedback\n💡 The user can still submit their response."
         : completed ? "✅ Status: Feedback received\n💡 Use 'get_feedback_result' tool to retrieve the feedback."
                     : "⏰ Status: Session has expired\n💡 No feedback can be submitted for this session.";
  return out;
}

} // namespace tenon::engine
