// read_session.cpp - a session out of the JSON that a store gave back, with nothing taken on trust.
#include "feedback/invariants.hpp"
#include "feedback/stored_session.hpp"
#include "ground/words.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"
#include <algorithm>
#include <new>

namespace tenon::feedback {
namespace {

using json::Span;
using json::Value;

constexpr size_t deepest = 128;

// Reads members of stored objects; once one has another type than we would write, all is broken.
class Shelved final {
public:
  explicit Shelved(const json::Reader &reader) : reader_(reader) {}
  bool fine() const { return broken_.empty(); }
  const std::string &broken() const { return broken_; }
  void fail(std::string_view what) { if (broken_.empty()) broken_ = what; }

  Span find(const Span &object, std::string_view name) const {
    Span it = reader_.first_of(object);
    while (it.value && it.name.text() != name) it = reader_.next_of(it);
    return it;
  }
  // A member that need not be there keeps what it has.
  void text(const Value &object, std::string_view name, std::string &out) {
    const Value value = object.find(name);
    if (value.is_text()) out = value.text();
    else if (value) fail(name);
  }
  template <class Number> void integer(const Value &object, std::string_view name, Number &out) {
    const Value value = object.find(name);
    if (!value) return;
    if (value.kind() != json::Kind::integer || static_cast<int64_t>(static_cast<Number>(value.integer())) != value.integer()) return fail(name);
    out = static_cast<Number>(value.integer());
  }
  void truth(const Value &object, std::string_view name, bool &out) {
    const Value value = object.find(name);
    if (value.is_bool()) out = value.truth();
    else if (value) fail(name);
  }
  void raw(const Span &object, std::string_view name, std::string &out) {
    const Span member = find(object, name);
    if (member.value.is_object()) out = member.raw;
    else if (member.value) fail(name);
  }
  void hash(const Value &object, std::string_view name, Hash &out) {
    const Value value = object.find(name);
    const auto read = value.is_text() ? read_hash(value.text()) : std::nullopt;
    if (read) out = *read;
    else fail(name);
  }
  template <class Each> void list(const Span &array, std::string_view name, Each each) {
    if (!array.value) return;
    if (!array.value.is_array()) return fail(name);
    for (Span it = reader_.first_of(array); it.value && fine(); it = reader_.next_of(it)) each(it);
  }

private:
  const json::Reader &reader_;
  std::string broken_;
};

void read_stored_answer(Shelved &in, const Span &said, Answer &out) {
  in.list(in.find(said, "selectedOptions"), "selectedOptions", [&](const Span &each) {
    if (each.value.is_text()) out.selected.emplace_back(each.value.text());
    else in.fail("selectedOptions");
  });
  in.text(said.value, "freeText", out.free_text);
  in.raw(said, "form", out.form_json);
}

void read_free_text(Shelved &in, const Value &rule, FreeText &out) {
  out.allowed = rule.is_object();
  if (!out.allowed) return;
  in.truth(rule, "required", out.required);
  in.integer(rule, "maxLength", out.most);
  in.text(rule, "placeholder", out.placeholder);
}

void read_question(Shelved &in, const Span &stored, Question &out) {
  const Value value = stored.value;
  in.text(value, "message", out.message);
  in.text(value, "title", out.title);
  in.text(value, "aiContent", out.ai_content);
  in.list(in.find(stored, "predefinedOptions"), "predefinedOptions", [&](const Span &each) {
    Option &option = out.options.emplace_back();
    in.text(each.value, "value", option.value);
    in.text(each.value, "label", option.label);
    in.text(each.value, "description", option.description);
    in.truth(each.value, "default", option.preset);
  });
  std::string selection, priority;
  in.text(value, "selection", selection);
  in.text(value, "priority", priority);
  out.selection = selection == "single" ? Selection::single : Selection::multiple;
  out.priority = priority == "low" ? Priority::low : priority == "high" ? Priority::high : Priority::normal;
  in.integer(value, "minSelected", out.least_selected);
  in.integer(value, "maxSelected", out.most_selected);
  read_free_text(in, value.find("freeText"), out.free_text);
  in.raw(stored, "form", out.form_json);
  in.text(value, "locale", out.locale);
  if (const Span fallback = in.find(in.find(stored, "onTimeout"), "default"); fallback.value)
    read_stored_answer(in, fallback, out.fallback.emplace());
}

void read_asker(Shelved &in, const Span &stored, Asker &out) {
  in.text(stored.value, "principal", out.principal);
  in.text(stored.value, "thread", out.thread);
  in.text(stored.value, "context", out.context);
  in.text(stored.value, "client", out.client);
  in.text(stored.value, "source", out.source);
  in.text(stored.value, "key", out.key);
  in.raw(stored, "metadata", out.metadata_json);
}

void read_terms(Shelved &in, const Value &stored, Terms &out) {
  in.integer(stored, "timeoutMs", out.timeout_ms);
  in.integer(stored, "graceMs", out.grace_ms);
  in.integer(stored, "holdMs", out.hold_ms);
  in.integer(stored, "claimMs", out.claim_ms);
  in.integer(stored, "retentionMs", out.retention_ms);
  in.integer(stored, "tombstoneMs", out.tombstone_ms);
  in.integer(stored, "quorum", out.quorum);
  in.integer(stored, "mostLate", out.most_late);
  in.truth(stored, "lateNotes", out.late_notes);
  for (const int64_t ms : {out.timeout_ms, out.grace_ms, out.hold_ms, out.claim_ms, out.retention_ms, out.tombstone_ms})
    if (ms < 0) in.fail("terms");
}

void read_submission(Shelved &in, const Span &stored, Submission &out) {
  const Value value = stored.value;
  std::string act, via;
  in.text(value, "id", out.id);
  in.hash(value, "digest", out.digest);
  in.text(value, "act", act);
  in.truth(value, "late", out.late);
  in.truth(value, "superseded", out.superseded);
  in.text(value, "via", via);
  in.text(value, "by", out.by);
  in.text(value, "name", out.name);
  in.text(value, "auth", out.auth);
  in.integer(value, "at", out.at);
  if (const Span answer = in.find(stored, "answer"); answer.value) read_stored_answer(in, answer, out.answer);
  in.text(value, "reason", out.reason);
  in.raw(stored, "about", out.about_json);
  out.act = act == "decline" ? Act::decline : Act::answer;
  for (int i = 0; i < channels; ++i)
    if (word(static_cast<Channel>(i)) == via) out.via = static_cast<Channel>(i);
  if (digest_of(out) != out.digest) in.fail("digest");
}

void read_state(Shelved &in, const Value &root, std::string_view name, State &out) {
  const Value value = root.find(name);
  if (!value) return;
  const auto state = value.is_text() ? state_of(value.text()) : std::nullopt;
  if (state) out = *state;
  else in.fail(name);
}

void read_times(Shelved &in, const Value &root, Session &out) {
  in.integer(root, "createdAt", out.created_at);
  in.integer(root, "expiresAt", out.expires_at);
  in.integer(root, "hardDeadline", out.hard_deadline);
  in.integer(root, "endedAt", out.ended_at);
  in.integer(root, "purgeAt", out.purge_at);
  in.integer(root, "viewedAt", out.viewed_at);
  in.integer(root, "seenAt", out.seen_at);
}

void read_standing(Shelved &in, const Value &root, Session &out) {
  const Value claim = root.find("claim"), delivery = root.find("delivery");
  in.text(claim, "holder", out.claim.holder);
  in.integer(claim, "until", out.claim.until);
  in.truth(delivery, "handed", out.delivery.handed);
  in.truth(delivery, "acked", out.delivery.acked);
  in.integer(delivery, "handedLate", out.delivery.handed_late);
  in.integer(delivery, "ackedLate", out.delivery.acked_late);
  in.text(root, "endedBy", out.ended_by);
  in.text(root, "endReason", out.end_reason);
  in.truth(root, "erased", out.erased);
  in.hash(root, "auditHead", out.audit_head);
}

constexpr std::string_view known[] = {"v",       "id",       "version", "state",  "endedAs", "question", "digest",      "asker",
                                      "terms",   "createdAt", "expiresAt", "hardDeadline", "endedAt", "purgeAt", "viewedAt", "seenAt",
                                      "submissions", "winner", "claim", "delivery", "endedBy", "endReason", "erased", "auditHead"};

// What a newer library has written beside what we know.
std::string beyond(const json::Reader &reader) {
  std::string out;
  for (Span it = reader.first_of(reader.whole()); it.value; it = reader.next_of(it)) {
    if (std::find(std::begin(known), std::end(known), it.name.text()) != std::end(known)) continue;
    if (!out.empty()) out += ',';
    json::append_text(out, it.name.text());
    out += ':';
    out += it.raw;
  }
  return out;
}

Session read_root(Shelved &in, const json::Reader &reader) {
  const Span whole = reader.whole();
  const Value root = whole.value;
  Session session;
  auto asked = std::make_shared<Asked>();
  in.text(root, "id", session.id);
  in.integer(root, "version", session.version);
  read_state(in, root, "state", session.state);
  read_state(in, root, "endedAs", session.ended_as);
  read_question(in, in.find(whole, "question"), asked->question);
  in.hash(root, "digest", asked->digest);
  read_asker(in, in.find(whole, "asker"), asked->asker);
  read_terms(in, root.find("terms"), asked->terms);
  session.asked = std::move(asked);
  read_times(in, root, session);
  in.list(in.find(whole, "submissions"), "submissions",
          [&](const Span &each) { read_submission(in, each, session.submissions.emplace_back()); });
  in.integer(root, "winner", session.winner);
  read_standing(in, root, session);
  session.beyond = beyond(reader);
  return session;
}

Refusal broken_row(const Row &row, std::string_view why) {
  return {Status::broken, words("the stored session {} cannot be read: {}", row.id, why)};
}

} // namespace

Outcome<Session> read_row(const Row &row) {
  json::Reader reader;
  const json::Trouble trouble = reader.parse_copy(row.body, deepest);
  if (trouble == json::Trouble::memory) throw std::bad_alloc(); // not the row's fault
  if (trouble != json::Trouble::none) return broken_row(row, json::word(trouble));
  Shelved in(reader);
  int64_t version = 0;
  in.integer(reader.root(), "v", version);
  if (version != body_version) return broken_row(row, words("version {} of the format", version));
  Session session = read_root(in, reader);
  if (!in.fine()) return broken_row(row, in.broken());
  if (session.id != row.id || session.version != row.version) return broken_row(row, "it is another one");
  if (const std::string_view broken = broken_record(session); !broken.empty()) return broken_row(row, broken);
  return session;
}

} // namespace tenon::feedback
