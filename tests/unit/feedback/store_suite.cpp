// store_suite.cpp - rules 1, 2 and 4: what is written, when it is not, and what is read afterwards.
#include "feedback/store_suite.hpp"

namespace store_suite {
namespace {

void creates_once(const Desk &desk) {
  const auto made = desk.create(begun("k-1", of("ann", "", "key")));
  CHECK(made.fault == Fault::none);
  CHECK(made.value.made);
  CHECK(made.value.row.version == 1);

  const auto same_id = desk.create(begun("k-1", of("ann", "", "other key")));
  CHECK_FALSE(same_id.value.made);
  CHECK(same_id.value.row.key == "key");
  const auto same_key = desk.create(begun("k-2", of("ann", "", "key", "Other words?")));
  CHECK_FALSE(same_key.value.made);
  CHECK(same_key.value.row.id == "k-1");
  CHECK(desk.get("k-2").fault == Fault::not_found);
  CHECK(desk.create(begun("k-3", of("bob", "", "key"))).value.made); // keys are their owners'
  CHECK(desk.create(begun("k-4", of("ann"))).value.made);            // no key is no key
  CHECK(desk.create(begun("k-5", of("ann"))).value.made);
  CHECK(desk.audit("k-1").value.size() == 1);
}

void swaps_by_version(const Desk &desk) {
  const Step first = begun("v-1");
  desk.create(first);
  const Session one = desk.session("v-1");
  const Step viewed = step(one, event(EventKind::view, "ann"), start + 1), answered = step(one, says("bob", "b-1"), start + 2);
  CHECK(desk.swap(1, commit_of(viewed, true)).value == 2);
  CHECK(desk.session("v-1").viewed_at == start + 1); // what is written is seen

  const auto stale = desk.swap(1, commit_of(answered, true));
  CHECK(stale.fault == Fault::conflict);
  CHECK(stale.value == 2);
  CHECK(desk.session("v-1").state == State::open);
  CHECK(desk.audit("v-1").value.size() == 2);
  CHECK(desk.swap(9, commit_of(answered, true)).fault == Fault::conflict);

  Commit lost = commit_of(answered, true);
  lost.row.id = "v-none";
  CHECK(desk.swap(1, lost).fault == Fault::not_found);
}

void keeps_the_audit(const Desk &desk) {
  desk.create(begun("a-1"));
  desk.act("a-1", event(EventKind::view, "ann"), start + 1);
  desk.act("a-1", says("ann", "s-1"), start + 2);
  desk.act("a-1", event(EventKind::deliver), start + 3);
  const auto all = desk.audit("a-1").value;
  REQUIRE(all.size() == 4);
  CHECK(check_audit(all, desk.session("a-1").audit_head) == "");
  const auto some = desk.audit("a-1", 2, 2).value;
  REQUIRE(some.size() == 2);
  CHECK(some[0].version == 2);
  CHECK(some[1].version == 3);
  CHECK(some[1].at == start + 2);
  CHECK(desk.audit("a-1", 5).value.empty());
  CHECK(desk.audit("a-none").fault == Fault::not_found);
}

void removes_all_of_it(const Desk &desk) {
  desk.create(begun("r-1", of("ann", "", "r-key")));
  desk.put_blob("r-1", "one", "bytes");
  CHECK(desk.remove("r-1", 7).fault == Fault::conflict);
  CHECK(desk.remove("r-1", 1).fault == Fault::none);
  CHECK(desk.remove("r-1", 1).fault == Fault::not_found);
  CHECK(desk.get("r-1").fault == Fault::not_found);
  CHECK(desk.audit("r-1").fault == Fault::not_found);
  CHECK(desk.get_blob("r-1", "one").fault == Fault::not_found);
  CHECK(desk.create(begun("r-2", of("ann", "", "r-key"))).value.made); // the key is free again
}

} // namespace

void keeps_sessions(const Store &store) {
  const Desk desk{store};
  CHECK(desk.get("nobody").fault == Fault::not_found);
  creates_once(desk);
  swaps_by_version(desk);
  keeps_the_audit(desk);
  removes_all_of_it(desk);
}

void tells_in_order(const Store &store) {
  const Desk desk{store};
  desk.create(begun("o-1"));
  desk.create(begun("o-2", of("agent-1"), start + 10));
  desk.act("o-1", says("ann", "s-1"), start + 5);

  CHECK(desk.lease(start - 1).entries.empty()); // nothing is due
  const Lease lease = desk.lease(start + 100);
  REQUIRE(lease.entries.size() == 2); // one of each session: "answered" waits until "asked" is told
  CHECK(lease.entries[0].id() == "o-1:1:0");
  CHECK(lease.entries[0].topic == "asked");
  CHECK(lease.entries[0].body.find(R"("sessionId":"o-1")") != std::string::npos);
  CHECK(lease.entries[1].id() == "o-2:1:0");
  CHECK(desk.lease(start + 100).entries.empty()); // lent

  CHECK(desk.settle(lease.token, {"o-1:1:0"}, start + 500) == 1);
  CHECK(desk.settle(lease.token, {"o-2:1:0"}) == 0); // a lease is settled once
  const Lease next = desk.lease(start + 200);
  REQUIRE(next.entries.size() == 1);
  CHECK(next.entries[0].id() == "o-1:2:0");
  CHECK(next.entries[0].topic == "answered");
  CHECK(desk.lease(start + 499).entries.empty());
  const Lease retry = desk.lease(start + 500, 1000);
  REQUIRE(retry.entries.size() == 1);
  CHECK(retry.entries[0].id() == "o-2:1:0");

  const Lease taken_over = desk.lease(start + 1500, 1000); // both leases have run out
  REQUIRE(taken_over.entries.size() == 2);
  CHECK(desk.settle(retry.token, {"o-2:1:0"}) == 0); // it is another's now
  CHECK(desk.settle(taken_over.token, {"o-1:2:0", "o-2:1:0"}) == 2);
  const Lease nothing = desk.lease(start + 9'000'000);
  CHECK(nothing.entries.empty());
  CHECK(nothing.next_at == INT64_MAX);
  CHECK(desk.settle("no such lease", {}) == 0);

  for (int i = 3; i <= 5; ++i) desk.create(begun("o-" + std::to_string(i), of("agent-1"), start + 10'000'000 + i));
  const Lease two = desk.lease(start + 20'000'000, 1000, 2);
  CHECK(two.entries.size() == 2);
  CHECK(desk.lease(start + 20'000'000, 1000, 2).entries.size() == 1);
  desk.remove("o-5", 1);
  CHECK(desk.lease(start + 30'000'000).entries.size() == 2); // what is removed is told to nobody
}

void keeps_extras(const Store &store) {
  const Desk desk{store};
  const std::string odd("\0\x01\x7f\xc3\xa9\xf0\x9f\x98\x80 '\";--\n", 15);
  Asked asked = of(odd, odd, odd, "");
  asked.question.message = odd + "?";
  asked.question.ai_content = std::string(400'000, 'x');
  asked.digest = digest_of(asked.question);
  CHECK(desk.create(begun("odd \xe2\x82\xac '--", asked, INT64_MAX - 1)).value.made);
  const Session read = desk.session("odd \xe2\x82\xac '--");
  CHECK(read.asked->asker.principal == odd);
  CHECK(read.asked->question.message == odd + "?");
  CHECK(read.asked->question.ai_content.size() == 400'000);
  CHECK(read.created_at == INT64_MAX - 1);
  CHECK_FALSE(desk.create(begun("odd again", asked)).value.made); // the key, all of it
  Query query;
  query.principal = odd;
  query.thread = odd;
  CHECK(desk.list(query).value.rows.size() == 1);

  desk.create(begun("b-1"));
  std::string bytes(10u << 20, '\0');
  for (size_t i = 0; i < bytes.size(); i += 4096) bytes[i] = static_cast<char>(i >> 12);
  CHECK(desk.put_blob("b-1", "big", bytes).value);
  CHECK(desk.get_blob("b-1", "big").value == bytes);
  CHECK(desk.put_blob("b-1", "", "").value);
  CHECK(desk.get_blob("b-1", "").fault == Fault::none);
  CHECK(desk.put_blob("b-1", "big", "small").value);
  CHECK(desk.get_blob("b-1", "big").value == "small");
  CHECK(desk.get_blob("b-1", "none").fault == Fault::not_found);
  CHECK(desk.put_blob("b-none", "x", "x").fault == Fault::not_found);
  CHECK(desk.drop_blobs("b-1") == 2);
  CHECK(desk.get_blob("b-1", "big").fault == Fault::not_found);
  CHECK(desk.drop_blobs("b-1") == 0);
}

void tells_watchers(const Store &store, bool may_be_silent) {
  const Desk desk{store};
  struct Heard {
    std::mutex mutex;
    std::multiset<std::string> ids;
    size_t count(const std::string &id) {
      const std::lock_guard lock(mutex);
      return ids.count(id);
    }
  };
  auto heard = std::make_shared<Heard>();
  std::shared_ptr<void> watch = store.watch([heard](const std::string &id, uint64_t version) {
    const std::lock_guard lock(heard->mutex);
    heard->ids.insert(id + '@' + std::to_string(version));
  });
  if (!watch) {
    CHECK(may_be_silent);
    return;
  }
  desk.create(begun("w-1"));
  desk.act("w-1", event(EventKind::view, "ann"), start);
  desk.swap(1, commit_of(step(*begun("w-1").next, event(EventKind::view), start), true)); // a conflict is no news
  const auto soon = [&](const std::string &id) {
    for (int i = 0; i < 3000 && heard->count(id) == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return heard->count(id);
  };
  CHECK(soon("w-1@1") >= 1);
  CHECK(soon("w-1@2") >= 1);
  watch.reset();
  desk.create(begun("w-2"));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(heard->count("w-2@1") == 0);
}

} // namespace store_suite
