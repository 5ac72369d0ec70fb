// worlds.cpp - QUORUM EXPIRES HARD +NAME EVENT... +NAME EVENT...: every world that these actors and a clock make with the real
// reducer, one to a line, as model.py shows them. An event is answer:ID, decline:ID, accept:ID, extend:TIME, cancel or sweep.
#include "feedback/session_states.hpp"
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace tenon::feedback;

namespace {

constexpr int64_t base = 1000, last_tick = 7; // the model's time 0, and where its clock stops

struct Doing {
  std::string kind, what;
};
struct Actor {
  std::string name;
  std::vector<Doing> doings;
};

struct Record {
  Session session;
  std::string audit;
};
using Kept = std::shared_ptr<const Record>;

struct Place {
  size_t at = 0;
  Kept read;
};
struct World {
  int64_t now = 0;
  Kept record;
  std::vector<Place> places;
  std::string replies;
};

void append(std::string &list, const std::string &more) { list += (list.empty() ? "" : ",") + more; }

std::string show(const Kept &record) {
  if (!record) return "-";
  const Session &session = record->session;
  std::string out = std::to_string(session.version) + ' ' + std::string(word(session.state)) + ' ' + std::to_string(session.expires_at - base);
  const std::string audit = " [" + record->audit + ']';
  if (session.state == State::purged) return out + audit;
  std::string told, votes, late;
  for (const Submission &each : session.submissions) {
    append(told, each.id + '/' + each.by + (each.late ? "/202-late" : "/200"));
    if (each.late) append(late, each.id + '/' + each.by);
    else if (each.act == Act::answer) append(votes, each.by + '/' + each.id);
  }
  out += " [" + told + "] [" + votes + "] " + (session.winner == nobody ? "-" : session.submissions[session.winner].by) + " [" + late + "] ";
  return out + (session.purge_at == 0 ? "-" : std::to_string(session.purge_at - base)) + audit;
}

std::string show(const World &world) {
  std::string out = std::to_string(world.now) + " | " + show(world.record) + " | ";
  for (size_t i = 0; i < world.places.size(); ++i)
    out += (i == 0 ? "" : "; ") + std::to_string(world.places[i].at) + ' ' + show(world.places[i].read);
  return out + " | " + world.replies;
}

Event event_of(const Actor &actor, const Doing &doing) {
  Event event;
  event.by = actor.name;
  if (doing.kind == "cancel") event.kind = EventKind::cancel;
  if (doing.kind == "extend") event.kind = EventKind::extend, event.until = base + std::atoll(doing.what.c_str());
  if (doing.kind == "answer" || doing.kind == "accept") event.kind = EventKind::answer;
  if (doing.kind == "decline") event.kind = EventKind::decline;
  if (doing.kind == "accept") event.via = Channel::elicitation;
  if (event.kind != EventKind::answer && event.kind != EventKind::decline) return event;
  event.submission.emplace();
  event.submission->id = doing.what;
  event.submission->answer.free_text = "the words of " + doing.what;
  return event;
}

// The model's word for it.
std::string said(const Step &taken, const Session &before) {
  switch (taken.verdict) {
  case Verdict::done: return "200";
  case Verdict::unchanged: return "noop";
  case Verdict::late: return "202-late";
  case Verdict::replayed: return before.submissions[taken.submission].late ? "202-late-replay" : "200-replay";
  case Verdict::already: return taken.submission != nobody && before.winner != nobody ? "409-already" : "409";
  case Verdict::voted: return "409-voted";
  case Verdict::closed: return taken.next ? "410" : "409";
  case Verdict::gone: return "410-gone";
  default: return std::string(word(taken.verdict));
  }
}

World advance(const World &world, size_t me, const Actor &actor) {
  World next = world;
  Place &place = next.places[me];
  if (!place.read) {
    place.read = world.record;
    return next;
  }
  const Doing &doing = actor.doings[place.at];
  const Kept read = place.read;
  const Step taken = step(read->session, event_of(actor, doing), base + world.now);
  place.read = nullptr;
  if (taken.next && read->session.version != world.record->session.version) return next; // somebody was faster
  if (taken.next) next.record = std::make_shared<Record>(Record{*taken.next, world.record->audit + ',' + doing.kind + '/' + actor.name});
  if (taken.verdict == Verdict::again) return next;
  ++place.at;
  std::string reply = said(taken, read->session);
  if (doing.kind == "extend" && taken.verdict == Verdict::already) reply = "409";
  const bool words = doing.kind == "answer" || doing.kind == "decline" || doing.kind == "accept";
  next.replies += (next.replies.empty() ? "" : " ") + actor.name + ':' + (words ? doing.what : "-") + ':' + reply;
  return next;
}

World beginning(uint32_t quorum, int64_t expires, int64_t hard, size_t actors) {
  Asked asked;
  asked.question.message = "?";
  asked.digest = digest_of(asked.question);
  asked.terms.timeout_ms = expires;
  asked.terms.grace_ms = 1;
  asked.terms.retention_ms = 3;
  asked.terms.quorum = quorum;
  World world;
  const Step begun = begin("s", std::make_shared<Asked>(asked), base + hard, base);
  world.record = std::make_shared<Record>(Record{*begun.next, "create/agent"});
  world.places.resize(actors);
  return world;
}

} // namespace

int main(int count, char **words) {
  if (count < 5) return 2;
  std::vector<Actor> actors;
  for (int i = 4; i < count; ++i) {
    const std::string each = words[i];
    const size_t colon = each.find(':');
    if (each[0] == '+') actors.push_back({each.substr(1), {}});
    else actors.back().doings.push_back({each.substr(0, colon), colon == std::string::npos ? "" : each.substr(colon + 1)});
  }
  std::deque<World> waiting = {beginning(static_cast<uint32_t>(std::atoi(words[1])), std::atoll(words[2]), std::atoll(words[3]), actors.size())};
  std::set<std::string> seen = {show(waiting.front())};
  const auto reach = [&](World world) {
    if (seen.insert(show(world)).second) waiting.push_back(std::move(world));
  };
  for (; !waiting.empty(); waiting.pop_front()) {
    const World world = waiting.front();
    if (world.now < last_tick) {
      World later = world;
      ++later.now;
      reach(std::move(later));
    }
    for (size_t i = 0; i < actors.size(); ++i)
      if (world.places[i].at < actors[i].doings.size()) reach(advance(world, i, actors[i]));
  }
  for (const std::string &world : seen) std::puts(world.c_str());
}
