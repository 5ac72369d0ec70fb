// audit_test.cpp - a chain that was tampered with is found out, at the entry where it happened.
#include "feedback/audit.hpp"
#include "feedback/people.hpp"

using namespace people;

namespace {

struct Chain {
  std::vector<AuditEntry> entries;
  Hash head;
};

// A session that was asked, seen, answered and handed over.
Chain chain() {
  Step taken = begin("s-1", std::make_shared<Asked>(asked()), start + 3'600'000, start);
  Chain made{{taken.audit}, {}};
  Session session = *taken.next;
  for (const Event &each : {event(EventKind::view, "ann"), says("ann", "a-1"), event(EventKind::deliver)}) {
    taken = play(session, each, start + 1);
    made.entries.push_back(taken.audit);
  }
  made.head = session.audit_head;
  return made;
}

std::string wrong(void (*tamper)(Chain &)) {
  Chain made = chain();
  tamper(made);
  return check_audit(made.entries, made.head);
}

} // namespace

TEST_CASE("a whole chain is whole, and none at all is one without a head") {
  CHECK(wrong([](Chain &) {}) == "");
  CHECK(check_audit({}, Hash{}) == "");
}

TEST_CASE("whatever is taken out, put in, changed or cut off is found") {
  CHECK(wrong([](Chain &c) { c.entries.pop_back(); }) == "the last entry is not the one that the record knows");
  CHECK(wrong([](Chain &c) { c.entries.clear(); }) == "the last entry is not the one that the record knows");
  CHECK(wrong([](Chain &c) { c.entries.erase(c.entries.begin() + 1); }) == "entry 2 is missing");
  CHECK(wrong([](Chain &c) { c.entries.erase(c.entries.begin()); }) == "entry 1 is missing");
  CHECK(wrong([](Chain &c) { std::swap(c.entries[1], c.entries[2]); }) == "entry 2 is missing");
  CHECK(wrong([](Chain &c) { c.entries.insert(c.entries.begin() + 2, c.entries[1]); }) == "entry 3 is missing");
  CHECK(wrong([](Chain &c) { c.entries[1].body += ' '; }) == "entry 3 does not follow the one before it");
  CHECK(wrong([](Chain &c) { c.entries[3].body += ' '; }) == "the last entry is not the one that the record knows");
  CHECK(wrong([](Chain &c) { c.entries[2].body.pop_back(); }) == "entry 3 cannot be read");
  CHECK(wrong([](Chain &c) { c.entries[2].body = c.entries[1].body; }) == "entry 3 speaks of another version");
  CHECK(wrong([](Chain &c) { c.entries[0].body = R"({"version":1})"; }) == "entry 1 does not follow the one before it");
  CHECK(wrong([](Chain &c) { c.entries[0].body = R"({"version":"1"})"; }) == "entry 1 speaks of another version");
  CHECK(wrong([](Chain &c) { c.head = Hash{}; }) == "the last entry is not the one that the record knows");
}
