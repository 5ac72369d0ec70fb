// live_messages_test.cpp - what a client may say and what it may hear, message by message.
#include "feedback/people.hpp"
#include "web/live_messages.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::web;

namespace {

LiveHeard hear(std::string_view text) {
  json::Reader reader;
  return hear_live(reader, text);
}

std::string wrong(const LiveHeard &heard) {
  std::string all;
  for (const feedback::Problem &each : heard.problems.all()) all += (all.empty() ? "" : "; ") + each.field + ' ' + say(each, feedback::Language::en);
  return all;
}

std::string device(std::string data) { return R"({"type":"app_register","data":)" + data + "}"; }
constexpr int64_t now = 1'800'000'000'000; // 2027-01-15T08:00:00.000Z

} // namespace

TEST_CASE("a message has a type, or it cannot be read") {
  CHECK(hear(R"({"type":"ping","timestamp":"2026-01-01T00:00:00Z"})").type == LiveType::ping);
  CHECK(hear(R"({"type":"ping","data":7})").type == LiveType::ping);
  CHECK(hear(R"({"type":"dance"})").type == LiveType::unknown);
  CHECK(hear(R"({"type":""})").type == LiveType::unknown);
  for (const char *text : {"", "ping", "{", "[]", "null", R"({"data":{}})", R"({"type":7})", R"({"type":null})", R"(["type","ping"])",
                           "{\"type\":\"ping\",\"a\":\"\xff\"}", R"({"type":"ping","type":"ping"})"})
    CHECK(hear(text).type == LiveType::unreadable);
}

TEST_CASE("nesting counts: eight are read, nine are not") {
  CHECK(hear(R"({"type":"ping","data":[[[[[[[]]]]]]]})").type == LiveType::ping);
  CHECK(hear(R"({"type":"ping","data":[[[[[[[[]]]]]]]]})").type == LiveType::unreadable);
}

TEST_CASE("an app registers its device") {
  const LiveHeard heard = hear(device(R"({"deviceId":"d-1","platform":"android","appVersion":"1.2","pushToken":"abc","more":1})"));
  CHECK(heard.type == LiveType::app_register);
  CHECK(heard.problems.none());
  CHECK(heard.device.id == "d-1");
  CHECK(heard.device.platform == "android");
  CHECK(heard.device.app_version == "1.2");
  CHECK(heard.device.push_token == "abc");
  CHECK(hear(device(R"({"deviceId":"d","platform":"ios"})")).problems.none());
  CHECK(hear(device(R"({"deviceId":"d","platform":"ios","pushToken":null})")).problems.none());
}

TEST_CASE("what does not fit in a device is named") {
  CHECK(wrong(hear(device("{}"))) == "/data/deviceId is missing; /data/platform is missing");
  CHECK(wrong(hear(R"({"type":"app_register"})")) == "/data/deviceId is missing; /data/platform is missing");
  CHECK(wrong(hear(device(R"({"deviceId":1,"platform":"windows"})"))) == "/data/deviceId must be a string; /data/platform is not one of the choices: ios|android");
  CHECK(wrong(hear(device(R"({"deviceId":"","platform":"ios"})"))) == "/data/deviceId must have 1 or more characters");
  CHECK(wrong(hear(device(R"({"deviceId":"a\nb","platform":"ios"})"))) == "/data/deviceId has characters that have no place in it");
}

TEST_CASE("each text of a device is as long as it may be, and no longer") {
  const auto with = [](const char *name, size_t letters) {
    std::string data = R"({"platform":"ios")";
    if (std::string_view(name) != "deviceId") data += R"(,"deviceId":"d")";
    return wrong(hear(device(data + ",\"" + name + "\":\"" + std::string(letters, 'x') + "\"}")));
  };
  CHECK(with("deviceId", 255) == "");
  CHECK(with("deviceId", 256) == "/data/deviceId must have at most 255 characters");
  CHECK(with("appVersion", 64) == "");
  CHECK(with("appVersion", 65) == "/data/appVersion must have at most 64 characters");
  CHECK(with("pushToken", 4096) == "");
  CHECK(with("pushToken", 4097) == "/data/pushToken must have at most 4096 characters");
}

TEST_CASE("a credential is a token or a ticket") {
  CHECK(hear(R"({"type":"authenticate","data":{"token":"t"}})").token == "t");
  CHECK(hear(R"({"type":"authenticate","data":{"ticket":"t"}})").ticket == "t");
  CHECK(wrong(hear(R"({"type":"authenticate"})")) == "/data/token is missing");
  CHECK(wrong(hear(R"({"type":"authenticate","data":{}})")) == "/data/token is missing");
  CHECK(wrong(hear(R"({"type":"authenticate","data":{"token":"t","ticket":"u"}})")) == "/data/ticket is not a known field");
  CHECK(wrong(hear(R"({"type":"authenticate","data":{"token":7}})")) == "/data/token must be a string");
}

TEST_CASE("what a client hears, word by word") {
  feedback::Asked asked = people::asked();
  asked.asker.metadata_json = R"({"a":1})";
  feedback::Session session = people::opened(asked, "q-1");
  const std::string at_start = "1970-01-01T00:16:40.000Z", at_now = "2027-01-15T08:00:00.000Z";
  CHECK(say_established(session, {"c-1", "web-client-1", false, true}, now) ==
        R"({"type":"connection_established","data":{"sessionId":"q-1","clientId":"c-1","name":"web-client-1","serverTime":")" + at_now +
            R"(","version":1,"state":"open","status":"pending","outcome":null,"expiresAt":"1970-01-01T00:21:40.000Z","agent":"waiting"}})");
  CHECK(say_established(session, {"c-1", "web-client-1", true, false}, now).ends_with(R"("agent":"away","metadata":{"a":1}}})"));
  CHECK(say_pong(now) == R"({"type":"pong","timestamp":")" + at_now + R"("})");
  CHECK(say_deadline_changed(session, now) ==
        R"({"type":"deadline_changed","data":{"sessionId":"q-1","version":1,"expiresAt":"1970-01-01T00:21:40.000Z","timestamp":")" + at_now + R"("}})");
  CHECK(say_presence(session, true, now) == R"({"type":"session_presence","data":{"sessionId":"q-1","agent":"waiting","timestamp":")" + at_now + R"("}})");
  CHECK(say_updated(session, now) == R"({"type":"session_updated","data":{"sessionId":"q-1","version":1,"timestamp":")" + at_now + R"("}})");
  CHECK(say_crowd("q-1", {4, {"web-client-1", "app-client-1"}, now}) ==
        R"({"type":"multi_client_sync","data":{"sessionId":"q-1","activeClients":["web-client-1","app-client-1"],"lastActivity":")" + at_now + R"("}})");
  CHECK(say_registered("q-1", "c-1", now) ==
        R"({"type":"app_registration_confirmed","data":{"sessionId":"q-1","clientId":"c-1","timestamp":")" + at_now + R"("}})");

  people::play(session, people::says("ann", "s-1", "  yes, do \"it\"  "), people::start);
  CHECK(say_status_changed(session, feedback::State::open, now) ==
        R"({"type":"session_status_changed","data":{"sessionId":"q-1","oldStatus":"pending","newStatus":"completed","outcome":"answered","version":2,"timestamp":")" +
            at_now + R"("}})");
  const std::string submitted = R"({"type":"feedback_submitted","data":{"sessionId":"q-1","submittedBy":"user","act":"answer","timestamp":")" + at_start + '"';
  CHECK(say_submitted(session, session.submissions[0], false) == submitted + "}}");
  CHECK(say_submitted(session, session.submissions[0], true) == submitted + R"(,"preview":"yes, do \"it\""}})");
}

TEST_CASE("the ways in which a question ends without an answer") {
  CHECK(say_expired(people::in_state(feedback::State::expired)).find(R"("reason":"timeout")") != std::string::npos);
  feedback::Session session = people::opened();
  feedback::Event withdraw = people::event(feedback::EventKind::cancel, "agent-1");
  withdraw.reason = "not needed";
  people::play(session, withdraw, people::start + 5);
  CHECK(say_cancelled(session) ==
        R"({"type":"session_cancelled","data":{"sessionId":"s-1","reason":"not needed","timestamp":"1970-01-01T00:16:40.005Z"}})");
}

TEST_CASE("a preview has a hundred letters at most, and words where there are none") {
  feedback::Session session = people::opened();
  feedback::Submission said;
  const auto preview = [&] {
    const std::string text = say_submitted(session, said, true);
    const size_t from = text.find("\"preview\":\"") + 11;
    return text.substr(from, text.find('"', from) - from);
  };
  CHECK(preview() == "Feedback submitted");
  said.answer.free_text = std::string(100, 'x');
  CHECK(preview() == std::string(100, 'x'));
  said.answer.free_text += 'x';
  CHECK(preview() == std::string(100, 'x') + "...");
  said.act = feedback::Act::decline;
  CHECK(preview() == "Feedback submitted");
  said.reason = "not mine to say";
  CHECK(preview() == "not mine to say");
}

TEST_CASE("a late note says so") {
  feedback::Session session = people::in_state(feedback::State::expired);
  people::play(session, people::says("ann", "s-1"), session.closes_at() + 2);
  REQUIRE(session.submissions.size() == 1);
  CHECK(say_submitted(session, session.submissions[0], false).find(R"("act":"answer","late":true,)") != std::string::npos);
}

TEST_CASE("errors have a code, and words in the client's language") {
  CHECK(say_error(unreadable_message, feedback::Language::en, "", now) ==
        R"({"type":"error","data":{"code":"MESSAGE_PARSE_ERROR","message":"the message is no JSON object with a type","timestamp":"2027-01-15T08:00:00.000Z"}})");
  CHECK(say_error(live_trouble(feedback::Refused::no_session), feedback::Language::zh, "", now).find(R"("code":"SESSION_NOT_FOUND","message":"没有)") != std::string::npos);
  CHECK(say_error(live_trouble(feedback::Refused::unknown_message), feedback::Language::en, R"({"a":1})", now).find(R"("code":"UNKNOWN_TYPE","message":"there is no such type of message","details":{"a":1},)") != std::string::npos);
  CHECK(say_connection_error(live_trouble(feedback::Refused::too_many_connections), feedback::Language::en, 30, now) ==
        R"({"type":"connection_error","data":{"code":"CONNECTION_LIMIT_EXCEEDED","message":"this session has too many connections","retryAfter":30,"timestamp":"2027-01-15T08:00:00.000Z"}})");
}
