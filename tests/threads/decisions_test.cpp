// decisions_test.cpp - who may call is decided on other threads, while bodies come, clients go, time passes and the rules change.
#include "threads/stage.hpp"
#include <doctest/doctest.h>
#include <memory>

using namespace stage;

namespace {

constexpr std::string_view old_secret = "one key of thirty-two bytes, or more";
constexpr std::string_view new_secret = "two keys of thirty-two bytes, or more";

std::string signed_by(std::string_view secret, std::string_view kid, std::string_view subject = "ada") {
  tenon_token_request request{};
  request.size = sizeof request;
  request.secret = str(secret);
  request.subject = str(subject);
  request.key_id = str(kid);
  char text[1024];
  tenon_buffer out{sizeof out, text, sizeof text, 0};
  return tenon_token_sign(&request, start, &out, nullptr) == TENON_OK ? std::string(text, out.len) : std::string();
}

tenon_key key_of(std::string_view secret, std::string_view kid) {
  tenon_key key{};
  key.size = sizeof key;
  key.id = str(kid);
  key.secret = str(secret);
  return key;
}

void require(House &house, std::string_view secret, std::string_view kid) {
  const tenon_key key = key_of(secret, kid);
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.keys = &key;
  policy.key_count = 1;
  house.complaints.expect(tenon_server_require_token(house.server(), &policy, nullptr) == TENON_OK, "the policy was refused");
}

// Decisions that are owed, and what each is about; threads that settle them by these words.
class Court {
public:
  explicit Court(House &house, int judges = 2) : house_(house) {
    for (int i = 0; i < judges; ++i)
      judges_.emplace_back([this] {
        tenon_decision *decision = nullptr;
        for (std::string about; take(decision, about);) settle(decision, about);
      });
  }
  ~Court() { close(); }

  void preside(bool keys, bool uses, bool api_keys) {
    tenon_authority authority{};
    authority.size = sizeof authority;
    authority.user = this;
    authority.drop = [](void *user) { static_cast<Court *>(user)->drops.fetch_add(1); };
    if (keys) authority.key_wanted = [](void *user, const tenon_credential *c, tenon_decision *decision) {
      static_cast<Court *>(user)->asked.fetch_add(1);
      static_cast<Court *>(user)->put(decision, "key " + std::string(c->key_id.data, c->key_id.len));
    };
    if (uses) authority.token_used = [](void *user, const tenon_credential *c, tenon_decision *decision) {
      static_cast<Court *>(user)->put(decision, "use " + std::string(c->subject.data, c->subject.len));
    };
    if (api_keys) authority.api_key = [](void *user, const tenon_credential *c, tenon_decision *decision) {
      static_cast<Court *>(user)->put(decision, std::string(c->api_key.data, c->api_key.len));
    };
    authority.audit = [](void *user, const tenon_audit *) { static_cast<Court *>(user)->told.fetch_add(1); };
    house_.complaints.expect(tenon_server_set_authority(house_.server(), &authority) == TENON_OK, "the authority was refused");
    set.fetch_add(1);
  }
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      changed_.notify_all();
    }
    for (std::thread &judge : judges_) judge.join();
    judges_.clear();
  }
  std::vector<tenon_decision *> seize() { // what nobody has settled
    const std::lock_guard lock(mutex_);
    std::vector<tenon_decision *> all;
    for (auto &[decision, about] : waiting_) all.push_back(decision);
    waiting_.clear();
    return all;
  }

  std::atomic<int> asked{0}, told{0}, drops{0}, set{0};
  std::atomic<uint64_t> now_ms{start.monotonic_ms};

private:
  void put(tenon_decision *decision, std::string about) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace_back(decision, std::move(about));
    changed_.notify_one();
  }
  bool take(tenon_decision *&decision, std::string &about) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
    if (waiting_.empty()) return false;
    decision = waiting_.front().first;
    about = std::move(waiting_.front().second);
    waiting_.pop_front();
    return true;
  }
  void settle(tenon_decision *decision, const std::string &about) {
    const tenon_now now = at(now_ms.load());
    if (about.rfind("key ", 0) == 0) {
      const tenon_key keys[] = {key_of(old_secret, "old"), key_of(new_secret, "new")};
      house_.complaints.expect(tenon_server_set_keys(house_.server(), keys, 2, nullptr) == TENON_OK, "the keys were refused");
    }
    tenon_identity who{};
    who.size = sizeof who;
    who.subject = str(about);
    const bool api = about.rfind("sk-", 0) == 0;
    if (about.find("none") == std::string::npos) {
      const bool deny = about.find("no") != std::string::npos;
      const tenon_status first = deny ? tenon_decision_deny(decision, now) : tenon_decision_allow(decision, api ? &who : nullptr, now);
      house_.complaints.expect(first == TENON_OK, "the first settling was not OK");
      house_.complaints.expect(tenon_decision_deny(decision, now) == TENON_GONE, "the second settling was not GONE");
    }
    tenon_decision_release(decision, now);
  }

  House &house_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<tenon_decision *, std::string>> waiting_;
  bool closed_ = false;
  std::vector<std::thread> judges_;
};

std::unique_ptr<House> locked_house(uint64_t wait_ms = TENON_OFF) {
  return std::make_unique<House>([=](tenon_options &options, tenon_host &) {
    options.authless = 0;
    options.decision_wait_ms = wait_ms;
    options.key_cooldown_ms = TENON_OFF;
  });
}

guest::Head call_head() { return guest::Head::modern("tools/call", "echo"); }
std::string call_body() { return call_of("1", "echo", "in", guest::modern_meta); }

// In pieces, so that the word may come between any two.
void say_slowly(Line &line, std::string_view text, size_t step) {
  for (size_t from = 0; from < text.size(); from += step) line.say(text.substr(from, step));
  line.end();
}

} // namespace

TEST_CASE("the word comes from another thread before, within and behind the body: each is heard, and obeyed") {
  const auto house = locked_house();
  Court court(*house);
  court.preside(false, false, true);
  constexpr std::string_view keys[] = {"sk-yes", "sk-no", "sk-none"};
  at_once(4, [&](int thread) {
    for (int i = 0; i < 150; ++i) {
      const size_t which = static_cast<size_t>(i + thread) % 3;
      guest::Head head = call_head();
      Line line(house->server(), std::move(head.add("X-API-Key", keys[which])), house->complaints);
      say_slowly(line, call_body(), static_cast<size_t>(1 + (i * 7 + thread) % 60));
      const Heard heard = line.hear();
      const bool in = heard.status == 200 && heard.body.find("\"in\"") != std::string::npos;
      if (which == 0 ? !in : heard.status != 401) house->complaints.add(std::string(keys[which]) + " got " + std::to_string(heard.status));
    }
  });
  CHECK(house->counts().exchanges == 0);
  CHECK(court.told.load() == 600);
  court.close();
  house->destroy();
  CHECK(court.drops.load() == 1);
  CHECK(house->complaints.all() == "");
}

TEST_CASE("streams and ends of sessions wait for the word as well") {
  const auto house = locked_house();
  Court court(*house);
  court.preside(false, false, true);
  at_once(4, [&](int thread) {
    for (int i = 0; i < 60; ++i) {
      guest::Head head((i + thread) % 2 ? "GET" : "DELETE", "/mcp");
      Line line(house->server(), std::move(head.add("X-API-Key", i % 3 ? "sk-yes" : "sk-no").add("Mcp-Session-Id", "none-of-that-name")), house->complaints);
      if (i % 2) line.end();
      const Heard heard = line.hear();
      if (heard.status != (i % 3 ? 404 : 401)) house->complaints.add("status " + std::to_string(heard.status));
    }
  });
  CHECK(house->complaints.all() == "");
}

TEST_CASE("clients go away while somebody decides: nothing is left of them") {
  const auto house = locked_house();
  Court court(*house);
  court.preside(false, false, true);
  at_once(4, [&](int thread) {
    for (int i = 0; i < 200; ++i) {
      guest::Head head = call_head();
      Line line(house->server(), std::move(head.add("X-API-Key", i % 2 ? "sk-yes" : "sk-no")), house->complaints);
      const std::string body = call_body();
      if ((i + thread) % 3 == 0) line.say(std::string_view(body).substr(0, 20));
      else if ((i + thread) % 3 == 1) line.say_all(body);
    }
  });
  court.close();
  CHECK(house->counts().exchanges == 0);
  CHECK(house->counts().calls == 0);
  CHECK(house->complaints.all() == "");
}

TEST_CASE("time runs out while the word is on its way: it is heard in time, or 503 was said, and never both") {
  const auto house = locked_house(1);
  Court court(*house);
  court.preside(false, false, true);
  std::atomic<int> in_time{0}, late{0}, done{0};
  at_once(4, [&](int thread) {
    if (thread == 3) {
      while (done.load() < 3) {
        const uint64_t ms = court.now_ms.fetch_add(1) + 1;
        house->complaints.expect(tenon_server_tick(house->server(), at(ms)) == TENON_OK, "tick failed");
        std::this_thread::yield();
      }
      return;
    }
    for (int i = 0; i < 150; ++i) {
      guest::Head head = call_head();
      Line line(house->server(), std::move(head.add("X-API-Key", "sk-yes")), house->complaints, at(court.now_ms.load()));
      line.say_all(call_body(), at(court.now_ms.load()));
      const Heard heard = line.hear(at(court.now_ms.load()));
      if (heard.status == 200 && heard.body.find("\"in\"") != std::string::npos) in_time.fetch_add(1);
      else if (heard.status == 503) late.fetch_add(1);
      else house->complaints.add("status " + std::to_string(heard.status));
    }
    done.fetch_add(1);
  });
  CHECK(in_time.load() + late.load() == 450);
  CHECK(house->complaints.all() == "");
}

TEST_CASE("the server ends while callers wait: all hear it, and words that come later find nobody") {
  for (int round = 0; round < 10; ++round) {
    const auto house = locked_house();
    Court court(*house, round % 2 ? 2 : 0);
    court.preside(false, false, true);
    std::atomic<int> ready{0};
    at_once(3, [&](int thread) {
      if (thread == 2) {
        while (ready.load() < 2) std::this_thread::yield();
        house->destroy();
        return;
      }
      std::vector<std::unique_ptr<Line>> lines;
      for (int i = 0; i < 20; ++i) {
        guest::Head head = call_head();
        tenon_head record = head.add("X-API-Key", "sk-yes").record();
        lines.push_back(std::make_unique<Line>(house->server(), record, house->complaints));
        if (i % 2) lines.back()->say_all(call_body());
        else lines.back()->say("{");
      }
      ready.fetch_add(1);
      for (auto &line : lines) {
        tenon_exchange_end(line->get(), start);
        const Heard heard = line->hear();
        if (heard.status != 200 && heard.status != 503 && heard.status != 400) house->complaints.add("status " + std::to_string(heard.status));
      }
    });
    for (tenon_decision *decision : court.seize()) {
      tenon_decision_deny(decision, start);
      tenon_decision_release(decision, start);
    }
    court.close();
    CHECK(court.drops.load() == 1);
    CHECK(house->drops() == 1);
    CHECK(house->complaints.all() == "");
  }
}

TEST_CASE("many come with a new key at once: one callback, and all get in") {
  for (int round = 0; round < 10; ++round) {
    const auto house = locked_house();
    Court court(*house);
    require(*house, old_secret, "old");
    court.preside(true, round % 2 == 1, false);
    const std::string fresh = signed_by(new_secret, "new"), known = signed_by(old_secret, "old");
    std::atomic<int> in{0};
    at_once(4, [&](int thread) {
      for (int i = 0; i < 10; ++i) {
        guest::Head head = call_head();
        Line line(house->server(), std::move(head.bearer(thread == 0 ? known : fresh)), house->complaints);
        line.say_all(call_body());
        if (line.hear().status == 200) in.fetch_add(1);
      }
    });
    CHECK(in.load() == 40);
    CHECK(court.asked.load() >= 1);
    CHECK(court.asked.load() <= 4); // one at a time: who comes before the keys are there waits for the same word
    CHECK(house->complaints.all() == "");
  }
}

TEST_CASE("keys, policies and authorities change while requests run: each is judged by one state, drops run once") {
  const auto house = locked_house();
  Court court(*house);
  require(*house, old_secret, "old");
  court.preside(true, true, true);
  const std::string tokens[] = {signed_by(old_secret, "old"), signed_by(new_secret, "new"), signed_by("nobody's key, and long enough for one", "old")};
  std::atomic<int> counts[3][2] = {};
  std::atomic<bool> asking{true};
  at_once(5, [&](int thread) {
    for (int change = 0; thread == 4 && (asking.load() || change < 10); ++change) {
      const tenon_key keys[] = {key_of(old_secret, "old"), key_of(new_secret, "new")};
      if (change % 4 == 0) house->complaints.expect(tenon_server_set_keys(house->server(), keys, 1, nullptr) == TENON_OK, "keys");
      if (change % 4 == 1) house->complaints.expect(tenon_server_forget_tokens(house->server()) == TENON_OK, "forget");
      if (change % 4 == 2) court.preside(change % 8 == 2, true, change % 3 == 0);
      if (change % 4 == 3) require(*house, old_secret, "old");
      std::this_thread::yield();
    }
    for (int i = 0; thread < 4 && i < 150; ++i) {
      const size_t which = static_cast<size_t>(i + thread) % 3;
      guest::Head head = call_head();
      Line line(house->server(), std::move(head.bearer(tokens[which])), house->complaints);
      line.say_all(call_body());
      const int64_t status = line.hear().status;
      if (status != 200 && status != 401) house->complaints.add("status " + std::to_string(status));
      counts[which][status == 200].fetch_add(1);
    }
    if (thread == 0) asking.store(false);
  });
  CHECK(counts[0][0] == 0); // a good token is good under all of them
  CHECK(counts[2][1] == 0); // a forged one under none
  CHECK(counts[1][0] + counts[1][1] == 200);
  court.close();
  house->destroy();
  CHECK(court.drops.load() == court.set.load());
  CHECK(house->complaints.all() == "");
}

TEST_CASE("a server that is not open to all does not become it while its authority is changed") {
  const auto house = locked_house();
  Court court(*house);
  std::atomic<bool> asking{true};
  at_once(4, [&](int thread) {
    for (int change = 0; thread >= 2 && asking.load(); ++change) court.preside(false, false, (change + thread) % 2 == 0);
    for (int i = 0; thread < 2 && i < 20000; ++i) {
      guest::Head head = call_head();
      tenon_head record = head.record();
      tenon_exchange *exchange = nullptr;
      Ear ear(house->complaints);
      ear.attach(record);
      const tenon_status status = tenon_exchange_open(house->server(), &record, start, &exchange);
      if (status == TENON_NO_KEY) continue;
      house->complaints.expect(status == TENON_OK, "open failed");
      tenon_answer answer{};
      answer.size = sizeof answer;
      house->complaints.expect(tenon_exchange_answer(exchange, &answer) == TENON_OK && (answer.status == 401 || answer.status == 503), "somebody came in unasked");
      tenon_exchange_close(exchange, start);
    }
    if (thread == 0) asking.store(false);
  });
  CHECK(house->complaints.all() == "");
}
