// racer.cpp - a process that answers sessions as fast as it can, and says of each answer that was stored so; made to be killed.
//
// tenon-store-racer FILE NAME PREFIX COUNT SEED THREADS: answers PREFIX0 to PREFIX(COUNT-1), in an order of its own. For each one that it won
// it writes "won NUMBER\n" as one write, after the store has told; at the end "over\n". What should not happen ends it with 3.
#include "abi/storage.hpp"
#include "feedback/session_states.hpp"
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <tenon/tenon_sqlite.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace tenon::feedback;

[[noreturn]] void give_up(const std::string &why) {
  std::fprintf(stderr, "racer: %s\n", why.c_str());
  std::_Exit(3);
}

void say(const std::string &line) {
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(4);
}

template <class T, class Operation> Result<T> wait_for(Operation operation) {
  std::mutex mutex;
  std::condition_variable came;
  std::optional<Result<T>> answer;
  operation([&](Result<T> result) {
    const std::lock_guard lock(mutex);
    answer = std::move(result);
    came.notify_one();
  });
  std::unique_lock lock(mutex);
  came.wait(lock, [&] { return answer.has_value(); });
  return *std::move(answer);
}

Store open(const std::string &path) {
  char words[400] = "";
  tenon_error error{sizeof error, words, sizeof words, 0};
  tenon_sqlite_options options{};
  options.size = sizeof options;
  options.path = {path.data(), path.size()};
  options.busy_ms = 60'000;
  options.readers = 1;
  tenon_storage record{};
  record.size = sizeof record;
  if (tenon_sqlite_open(&options, &record, &error) != TENON_OK) give_up(words);
  std::optional<Store> store;
  std::string why;
  if (tenon::abi::read_storage(&record, store, why) != tenon::Status::ok) give_up(why);
  return *store;
}

Event answer_of(const std::string &name, int number) {
  Event event;
  event.kind = EventKind::answer;
  event.role = Role::responder;
  event.by = name;
  event.submission.emplace();
  event.submission->id = name + '/' + std::to_string(number);
  event.submission->answer.free_text = "the words of " + name;
  return event;
}

// As the engine does it: read, step, swap, and again if somebody was faster.
void answer(const Store &store, const std::string &id, const std::string &name, int number) {
  while (true) {
    const auto found = wait_for<Row>([&](auto done) { store.get(id, done); });
    if (found.fault != Fault::none) give_up(id + ": " + found.trouble);
    const auto session = read_row(found.value);
    if (!session) give_up(session.refusal().text);
    const Step taken = step(*session, answer_of(name, number), session->seen_at + 1);
    if (!taken.next) return;
    const auto swapped = wait_for<uint64_t>([&](auto done) { store.swap(session->version, commit_of(taken, true), done); });
    if (swapped.fault == Fault::conflict) continue;
    if (swapped.fault != Fault::none) give_up(id + ": " + swapped.trouble);
    return say("won " + std::to_string(number) + "\n");
  }
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 7) give_up("six arguments are wanted");
  const std::string path = argv[1], name = argv[2], prefix = argv[3];
  const int count = std::atoi(argv[4]), threads = std::atoi(argv[6]);
  const Store store = open(path);
  std::vector<std::thread> all;
  for (int thread = 0; thread < threads; ++thread)
    all.emplace_back([&, thread] {
      std::vector<int> order(static_cast<size_t>(count));
      std::iota(order.begin(), order.end(), 0);
      std::shuffle(order.begin(), order.end(), std::mt19937(static_cast<unsigned>(std::atoi(argv[5]) + thread)));
      for (const int number : order) answer(store, prefix + std::to_string(number), name, number);
    });
  for (std::thread &each : all) each.join();
  say("over\n");
  return 0;
}
