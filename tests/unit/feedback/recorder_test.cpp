// recorder_test.cpp - what the journal hears of calls and sessions, what it does not hear, and that nobody waits for it.
#include "feedback/memory_shelf.hpp"
#include "feedback/record_bodies.hpp"
#include "feedback/store_suite.hpp"

using namespace store_suite;

namespace {

ToolCall call(std::string_view tool = "add") {
  ToolCall made;
  made.tool = tool;
  made.user = "ada";
  made.arguments_json = R"({"a":1})";
  made.result = R"({"content":[]})";
  made.request_id = "7";
  made.began_at = 1000;
  made.duration_ms = 5;
  return made;
}

// A journal that takes entries when it likes; nothing else of it is asked for.
struct Slow {
  std::vector<Done<uint64_t>> waiting;
  std::vector<JournalEntry> entries;
  std::vector<std::pair<JournalKind, int64_t>> trims;
  bool throws = false;

  Durability durability() { return Durability::none; }
  void create(Commit, Done<Created>) {}
  void get(std::string, Done<Row>) {}
  void swap(uint64_t, Commit, Done<uint64_t>) {}
  void remove(std::string, uint64_t, Done<uint64_t>) {}
  void list(Query, Done<Rows>) {}
  void count(std::optional<std::string>, Done<Tally>) {}
  void due(int64_t, uint32_t, Done<DueIds>) {}
  void lease(int64_t, int64_t, uint32_t, Done<Lease>) {}
  void settle(std::string, std::vector<std::string>, int64_t, Done<uint64_t>) {}
  void put_blob(std::string, std::string, std::string, Done<bool>) {}
  void get_blob(std::string, std::string, Done<std::string>) {}
  void drop_blobs(std::string, Done<uint64_t>) {}
  void audit(std::string, uint64_t, uint32_t, Done<std::vector<AuditEntry>>) {}
  void write_journal(JournalEntry entry, Done<uint64_t> done) {
    if (throws) throw std::bad_alloc();
    entries.push_back(std::move(entry));
    waiting.push_back(std::move(done));
  }
  void read_journal(JournalQuery, Done<JournalPage>) {}
  void sum_journal(JournalQuery, JournalBy, Done<std::vector<JournalSum>>) {}
  void trim_journal(JournalKind kind, int64_t before, Done<uint64_t>) { trims.emplace_back(kind, before); }
  std::shared_ptr<void> watch(Store::Watcher) { return nullptr; }

  void answer(Fault fault) {
    Result<uint64_t> result;
    result.fault = fault;
    if (fault != Fault::none) result.trouble = "disk on fire";
    const Done<uint64_t> done = std::move(waiting.front());
    waiting.erase(waiting.begin());
    done(std::move(result));
  }
};

struct Room {
  std::shared_ptr<Slow> slow = std::make_shared<Slow>();
  std::vector<std::string> lost;
  Recorder recorder;
  explicit Room(RecorderRules rules = {})
      : recorder(Store(slow), rules, [this](std::string_view why, uint64_t count) { lost.push_back(std::to_string(count) + " " + std::string(why)); }) {}
  ~Room() {
    while (!slow->waiting.empty()) slow->answer(Fault::none); // every operation is answered once
  }
};

} // namespace

TEST_CASE("a call is kept with what it was told and what it said") {
  const JournalEntry entry = entry_of(call(), {});
  CHECK(entry.kind == JournalKind::interaction);
  CHECK(entry.at == 1000);
  CHECK(entry.name == "add");
  CHECK(entry.user == "ada");
  CHECK(entry.status == "success");
  CHECK(entry.duration_ms == 5);
  CHECK(entry.session == "");
  CHECK(entry.body == R"({"arguments":"{\"a\":1}","result":"{\"content\":[]}","requestId":"7"})");
  const CallBody body = read_call_body(entry.body);
  CHECK(body.arguments == R"({"a":1})");
  CHECK(body.result == R"({"content":[]})");
  CHECK(body.error == "");
  CHECK(body.request_id == "7");
  CHECK_FALSE(body.cut);
}

TEST_CASE("contents are cut at their bounds, between characters, and can be left out") {
  RecorderRules rules;
  rules.content_bytes = 7;
  rules.error_bytes = 4;
  ToolCall made = call();
  made.error = "four";
  CallBody body = read_call_body(entry_of(made, rules).body);
  CHECK(body.arguments == R"({"a":1})"); // seven bytes
  CHECK(body.result == R"({"conte)");
  CHECK(body.error == "four");
  CHECK(body.cut);
  made.result = "";
  CHECK_FALSE(read_call_body(entry_of(made, rules).body).cut);
  made.error = "fou\xC3\xA9"; // five bytes
  body = read_call_body(entry_of(made, rules).body);
  CHECK(body.error == "fou");
  CHECK(body.cut);
  rules.contents = false;
  CHECK(entry_of(made, rules).body == R"({"requestId":"7"})");
}

TEST_CASE("of a call about a session the words stay in the session") {
  const std::string id = "0714dd2c-f5fc-4f75-b724-1d1d0f90d5e1";
  ToolCall made = call("interactive_feedback");
  made.about_session = true;
  made.arguments_json = R"({"message":"secret","timeout":60,"metadata":{"timeout":"secret"},"mode":"auto"})";
  const std::string said = R"({"content":[{"type":"text","text":"secret"}],"structuredContent":{"status":"answered","sessionId":")" + id +
                           R"(","feedback":{"freeText":"secret"},"waitedMs":5}})";
  made.result = said;
  JournalEntry entry = entry_of(made, {});
  CHECK(entry.session == id);
  CHECK(entry.status == "success");
  CallBody body = read_call_body(entry.body);
  CHECK(body.arguments == R"({"timeout":60,"mode":"auto"})");
  CHECK(body.result == R"({"status":"answered","sessionId":")" + id + R"(","waitedMs":5})");
  CHECK(entry.body.find("secret") == std::string::npos);

  made.result = R"({"structuredContent":{"status":"expired"}})";
  const std::string args = R"({"sessionId":")" + id + "\"}";
  made.arguments_json = args;
  entry = entry_of(made, {});
  CHECK(entry.session == id); // of the arguments
  CHECK(entry.status == "timeout");
  for (const std::string_view odd : {"no json", "[]", "\"secret\"", "{\"sessionId\":\"secret\"", ""}) {
    made.result = odd;
    entry = entry_of(made, {});
    CHECK(entry.status == "success");
    CHECK(entry.body.find("secret") == std::string::npos);
  }
}

TEST_CASE("a session is heard of when it is asked, answered, declined, noted late, withdrawn, and when its time is up") {
  const auto told = [](const Step &step, RecorderRules rules = {}) {
    JournalEntry entry;
    if (!entry_of(step, rules, entry)) return std::string("nothing");
    CHECK(entry.kind == JournalKind::event);
    CHECK(entry.session == "s-1");
    CHECK(entry.user == "agent-1");
    CHECK(entry.status == "info");
    const EventBody body = read_event_body(entry.body);
    CHECK(body.source == "feedback-service");
    return entry.name + ' ' + body.data_json;
  };
  const Step asked = store_suite::begun("s-1");
  CHECK(told(asked) == R"(session_created {"sessionId":"s-1","title":"May I?","timeout":300,"hasAiContent":false,"hasPredefinedOptions":true,"source":""})");
  RecorderRules wordless;
  wordless.contents = false;
  CHECK(told(asked, wordless) == R"(session_created {"sessionId":"s-1","timeout":300,"hasAiContent":false,"hasPredefinedOptions":true,"source":""})");

  Session session = *asked.next;
  CHECK(told(play(session, event(EventKind::view, "ann"), start)) == "nothing");
  CHECK(told(play(session, event(EventKind::claim, "ann"), start)) == "nothing");
  Event said = says("ann", "a-1", "é!");
  said.submission->answer.selected = {"yes"};
  CHECK(told(play(session, said, start)) ==
        R"(feedback_submitted {"sessionId":"s-1","feedbackLength":7,"hasSelectedOptions":true,"hasFreeText":true,"selectedOptionsCount":1,"via":"page"})");
  CHECK(told(play(session, says("bob", "b-1", "too late", Channel::elicitation), start)) ==
        R"(feedback_late {"sessionId":"s-1","feedbackLength":8,"hasSelectedOptions":false,"hasFreeText":true,"selectedOptionsCount":0,"late":true,"via":"elicitation"})");
  CHECK(told(step(session, says("bob", "b-1", "too late", Channel::elicitation), start)) == "nothing"); // once more the same

  session = *asked.next;
  CHECK(told(play(session, declines("ann", "a-1"), start)) == R"(feedback_declined {"sessionId":"s-1","hasReason":true,"via":"page"})");
  session = *asked.next;
  CHECK(told(play(session, event(EventKind::cancel), start)) == R"(session_cancelled {"sessionId":"s-1","reason":"none"})");
  session = *asked.next;
  const int64_t end = session.closes_at() + 1;
  CHECK(told(play(session, event(EventKind::tick), end)) == R"(session_expired {"sessionId":"s-1","reason":"timeout"})");
  CHECK(told(play(session, event(EventKind::tick), session.purge_at)) == "nothing");
}

TEST_CASE("what cannot be written is counted, told to the log now and then, and stops nobody") {
  RecorderRules rules;
  rules.most_pending = 2;
  Room room{rules};
  room.recorder.call(call());
  room.recorder.call(call());
  CHECK(room.recorder.counts().lost == 0);
  room.recorder.call(call()); // one past the bound
  CHECK(room.recorder.counts().lost == 1);
  CHECK(room.slow->entries.size() == 2);
  room.slow->answer(Fault::none);
  CHECK(room.recorder.counts().written == 1);
  room.recorder.call(call()); // there is room again
  CHECK(room.slow->entries.size() == 3);
  room.slow->answer(Fault::failed);
  CHECK(room.recorder.counts().lost == 2);
  room.slow->waiting.clear(); // never answered: the place is given back all the same
  CHECK(room.recorder.counts().lost == 3);
  room.slow->throws = true;
  room.recorder.call(call());
  CHECK(room.recorder.counts().lost == 5); // nobody answered, and it was thrown: two complaints of one entry
  CHECK(room.lost == std::vector<std::string>{"1 too many entries are on their way", "2 disk on fire", "4 the store gave no answer"});
}

TEST_CASE("nothing is recorded when that is switched off") {
  RecorderRules rules;
  rules.on = false;
  Room room{rules};
  room.recorder.call(call());
  room.recorder.session(store_suite::begun("s-1"));
  CHECK(room.slow->entries.empty());
  CHECK_FALSE(room.recorder.on());
}

TEST_CASE("the journal forgets what is older than it may be, once an hour") {
  constexpr int64_t day = 86'400'000, hour = 3'600'000, now = 1000 * day;
  Room room;
  room.recorder.sweep(now);
  CHECK(room.slow->trims == std::vector<std::pair<JournalKind, int64_t>>{{JournalKind::interaction, now - 90 * day}, {JournalKind::event, now - 90 * day}});
  room.recorder.sweep(now + hour - 1);
  CHECK(room.slow->trims.size() == 2);
  room.recorder.sweep(now + hour);
  CHECK(room.slow->trims.size() == 4);
  ToolCall later = call(); // who writes sweeps as well: nobody has to be woken for it
  later.began_at = now + 2 * hour - 1;
  room.recorder.call(later);
  CHECK(room.slow->trims.size() == 4);
  ++later.began_at;
  room.recorder.call(later);
  CHECK(room.slow->trims.size() == 6);
  RecorderRules for_ever;
  for_ever.keep_ms = 0;
  Room keeper{for_ever};
  keeper.recorder.sweep(now);
  CHECK(keeper.slow->trims.empty());
}

TEST_CASE("rules of recording at their bounds, and one past them") {
  RecorderRules rules;
  CHECK(wrong_rule(rules) == "");
  rules.content_bytes = rules.error_bytes = 64u << 10;
  rules.most_pending = 1;
  rules.keep_ms = 3650ll * 86'400'000;
  CHECK(wrong_rule(rules) == "");
  const auto wrong = [&](auto set) {
    RecorderRules one = rules;
    set(one);
    return std::string(wrong_rule(one));
  };
  CHECK(wrong([](RecorderRules &r) { ++r.content_bytes; }) == "content_bytes");
  CHECK(wrong([](RecorderRules &r) { ++r.error_bytes; }) == "error_bytes");
  CHECK(wrong([](RecorderRules &r) { r.most_pending = 0; }) == "most_pending");
  CHECK(wrong([](RecorderRules &r) { ++r.keep_ms; }) == "keep_ms");
  CHECK(wrong([](RecorderRules &r) { r.keep_ms = -1; }) == "keep_ms");
}
