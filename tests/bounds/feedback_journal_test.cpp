// feedback_journal_test.cpp - how much of a call is recorded, how many entries may be on their way, and how long they are kept.
#include "bounds/feedback_house.hpp"
#include "guest/inbox.hpp"

using namespace bounds;

namespace {

constexpr uint64_t hour = 3'600'000;

void add_echo(Asking &house) {
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = guest::str("echo");
  tool.run = [](void *, const tenon_call *call, tenon_reply *reply) {
    tenon_reply_text(reply, guest::str("heard"), call->now);
    tenon_reply_release(reply, call->now);
  };
  REQUIRE(tenon_server_add_tool(house.handle(), &tool, nullptr) == TENON_OK);
}

void call(Asking &house, const std::string &arguments) {
  guest::Head head = guest::Head::modern("tools/call", "echo");
  const tenon_head record = head.record();
  tenon_exchange *exchange = nullptr;
  REQUIRE(tenon_exchange_open(house.handle(), &record, house.now, &exchange) == TENON_OK);
  const std::string body = guest::call("1", "echo", arguments, guest::modern_meta);
  CHECK(tenon_exchange_feed(exchange, body.data(), body.size(), house.now) == TENON_OK);
  CHECK(tenon_exchange_end(exchange, house.now) == TENON_OK);
  tenon_exchange_close(exchange, house.now);
}

std::string recorded(Asking &house) {
  guest::Head head("GET", "/api/analytics/interactions");
  return Request(house, head.add("Cookie", guest::inbox_cookie(house.handle(), house.now)), "").take();
}

// A call whose arguments are that many bytes: whether all of them are shown.
bool is_whole(Asking &house, uint64_t bytes) {
  const std::string front = R"({"t":")", back = R"("})";
  call(house, front + letters(bytes - front.size() - back.size() - 1) + "z" + back);
  return says(recorded(house), R"(xz\"})");
}

// A store that keeps nothing but the operations by which the journal is written.
struct Shelf {
  std::vector<tenon_operation *> writes;

  static void fail(tenon_operation *operation) {
    tenon_operation_fail(operation, TENON_STORE_FAILED, 0, {nullptr, 0}, {1, 1});
    tenon_operation_release(operation, {1, 1});
  }
  void let_go() {
    for (tenon_operation *operation : writes) fail(operation);
    writes.clear();
  }
  tenon_storage record() {
    tenon_storage out{};
    out.size = sizeof out;
    out.user = this;
    out.create = [](void *, const tenon_store_commit *, tenon_operation *op) { fail(op); };
    out.get = [](void *, tenon_str, tenon_operation *op) { fail(op); };
    out.swap = [](void *, uint64_t, const tenon_store_commit *, tenon_operation *op) { fail(op); };
    out.remove = [](void *, tenon_str, uint64_t, tenon_operation *op) { fail(op); };
    out.list = [](void *, const tenon_store_query *, tenon_operation *op) { fail(op); };
    out.count = [](void *, const tenon_str *, tenon_operation *op) { fail(op); };
    out.due = [](void *, int64_t, uint64_t, tenon_operation *op) { fail(op); };
    out.outbox_lease = [](void *, int64_t, int64_t, uint64_t, tenon_operation *op) { fail(op); };
    out.outbox_settle = [](void *, tenon_str, const tenon_stored_entry *, size_t, int64_t, tenon_operation *op) { fail(op); };
    out.blob_put = [](void *, tenon_str, tenon_str, tenon_str, tenon_operation *op) { fail(op); };
    out.blob_get = [](void *, tenon_str, tenon_str, tenon_operation *op) { fail(op); };
    out.blob_drop = [](void *, tenon_str, tenon_operation *op) { fail(op); };
    out.audit = [](void *, tenon_str, uint64_t, uint64_t, tenon_operation *op) { fail(op); };
    out.journal_write = [](void *user, const tenon_stored_entry *, tenon_operation *op) { static_cast<Shelf *>(user)->writes.push_back(op); };
    out.journal_read = [](void *, const tenon_journal_query *, tenon_operation *op) { fail(op); };
    out.journal_sum = [](void *, const tenon_journal_query *, tenon_operation *op) { fail(op); };
    out.journal_trim = [](void *, int64_t, int64_t, tenon_operation *op) { fail(op); };
    return out;
  }
};

bool first_is_there(uint64_t said, uint64_t after) {
  Asking house(&tenon_feedback::journal_ms, said);
  add_echo(house);
  call(house, R"({"t":"first"})");
  house.now.monotonic_ms += after;
  house.now.unix_ms += static_cast<int64_t>(after);
  call(house, R"({"t":"second"})");
  const std::string shown = recorded(house);
  CHECK(says(shown, "second"));
  return says(shown, "first");
}

} // namespace

FEEDBACK_HELD(max_recorded_bytes, "of a call's arguments so many bytes are recorded, and no more") {
  each({{100, 100}, {0, 4096}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::max_recorded_bytes, said);
    add_echo(house);
    CHECK(is_whole(house, bound));
    Asking other(&tenon_feedback::max_recorded_bytes, said);
    add_echo(other);
    CHECK_FALSE(is_whole(other, bound + 1));
  });
  CHECK(offered(&tenon_feedback::max_recorded_bytes, 64u << 10) == TENON_OK);
  CHECK(offered(&tenon_feedback::max_recorded_bytes, (64u << 10) + 1) == TENON_INVALID);
}

FEEDBACK_OFF(max_recorded_bytes, "is refused: nobody's words are recorded without a bound") {
  CHECK(offered(&tenon_feedback::max_recorded_bytes, TENON_OFF) == TENON_INVALID);
}

FEEDBACK_HELD(max_recording, "so many entries are on their way to the store; one more is lost") {
  each({{3, 3}, {0, 1000}}, [](uint64_t said, uint64_t bound) {
    Shelf shelf;
    const tenon_storage storage = shelf.record();
    {
      Asking house(&tenon_feedback::max_recording, said, [&](tenon_feedback &f) { f.storage = &storage; });
      add_echo(house);
      for (uint64_t i = 0; i < bound; ++i) call(house, "{}");
      CHECK(shelf.writes.size() == bound);
      call(house, "{}");
      CHECK(shelf.writes.size() == bound);
      shelf.let_go();
      call(house, "{}"); // there is room again
      CHECK(shelf.writes.size() == 1);
      shelf.let_go();
    }
  });
  CHECK(offered(&tenon_feedback::max_recording, 1u << 20) == TENON_OK);
  CHECK(offered(&tenon_feedback::max_recording, (1u << 20) + 1) == TENON_INVALID);
}

FEEDBACK_OFF(max_recording, "is refused: a store that does not answer must not cost memory without an end") {
  CHECK(offered(&tenon_feedback::max_recording, TENON_OFF) == TENON_INVALID);
}

FEEDBACK_HELD(journal_ms, "an entry is kept so long, and forgotten after it") {
  each({{2 * hour, 2 * hour}, {0, 90 * 24 * hour}}, [](uint64_t said, uint64_t bound) {
    CHECK(first_is_there(said, bound));
    CHECK_FALSE(first_is_there(said, bound + 1));
  });
}

FEEDBACK_OFF(journal_ms, "it is kept as long as the store likes") { CHECK(first_is_there(TENON_OFF, 10 * 365 * 24 * hour)); }
