// core_bench.cpp - what one tools/call costs in the core, beside the floor, in interleaved rounds of thread CPU time.
//
// tenon-core-bench [ROUNDS [CALLS [NAME]]]: with a NAME only that case and the floors, for a profile of it.
// Prints one line per case, fields separated by tabs: name, nanoseconds per call (median), times the floor, allocations per
// call, bytes of the answer. bench.py makes the table of it.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>

#include "allocation_count.hpp"
#include "floor.hpp"
#include "walks.hpp"

namespace {

using namespace bench;

struct Case {
  std::string name;
  std::function<size_t(size_t)> call; // bytes answered
  std::vector<double> rounds;         // nanoseconds per call
  double allocations = 0;
  size_t bytes = 0;
};

size_t calls_a_round = 20'000;
size_t round_count = 15;

uint64_t thread_nanoseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void play(Case &one) {
  const uint64_t start = thread_nanoseconds();
  size_t bytes = 0;
  for (size_t i = 0; i < calls_a_round; ++i) bytes += one.call(i);
  const uint64_t spent = thread_nanoseconds() - start;
  if (bytes != one.bytes * calls_a_round) {
    std::fprintf(stderr, "core_bench: %s: the answers have changed their size\n", one.name.c_str());
    std::exit(1);
  }
  one.rounds.push_back(static_cast<double>(spent) / static_cast<double>(calls_a_round));
}

void prepare(Case &one) {
  one.bytes = one.call(0);
  for (size_t i = 0; i < 1000; ++i) one.call(i);
  const uint64_t before = allocations();
  for (size_t i = 0; i < 1000; ++i) one.call(i);
  one.allocations = static_cast<double>(allocations() - before) / 1000;
}

// An answer that is not the echo would make all figures worthless.
void expect_echo(const std::string &answer, Era era, const char *who) {
  const std::string text = text_of(era);
  const std::string start = text.substr(text.find(".\n") + 2, 8);
  if (answer.find("\"id\":10000") != std::string::npos && answer.find("\"text\":\"The \\\"tenon\\\"") != std::string::npos &&
      answer.find(start) != std::string::npos && answer.find("isError\":true") == std::string::npos)
    return;
  std::fprintf(stderr, "core_bench: %s answered %s\n", who, answer.c_str());
  std::exit(1);
}

template <class Walk> Case walked(std::string name, Era era, std::shared_ptr<Walk> walk) {
  expect_echo(walk->answer(0), era, name.c_str());
  return {std::move(name), [walk](size_t number) { return walk->call(number); }, {}};
}

Case floor_of(std::string name, Era era) {
  auto floor = std::make_shared<Floor>();
  auto messages = std::make_shared<std::vector<PaddedMessage>>();
  for (const std::string &message : calls_of_echo(era)) messages->emplace_back(message);
  return {std::move(name), [floor, messages](size_t i) { return floor->answer((*messages)[i % message_count].view()).size(); }, {}};
}

} // namespace

int main(int argc, char **argv) {
  if (argc > 1) round_count = static_cast<size_t>(std::max(1, std::atoi(argv[1])));
  if (argc > 2) calls_a_round = static_cast<size_t>(std::max(100, std::atoi(argv[2])));

  const Server plain(10, false), guarded(10, true), hundred(100, false), thousand(1'000, false), most(10'000, false);
  const std::vector<std::string> one_token = {signed_token(0)};
  std::vector<std::string> many_tokens;
  for (size_t i = 0; i < 20'000; ++i) many_tokens.push_back(signed_token(i));

  std::vector<Case> cases;
  cases.push_back(floor_of("floor, 2026-07-28", Era::modern));
  cases.push_back(floor_of("floor, 2025-11-25", Era::session));
  const size_t floors = cases.size();
  const auto http = [&](std::string name, const Server &server, Era era, const std::vector<std::string> &tokens) {
    cases.push_back(walked(std::move(name), era, std::make_shared<HttpWalk>(server, era, tokens)));
  };
  http("http, 2026-07-28", plain, Era::modern, {});
  http("http, 2025-11-25", plain, Era::session, {});
  http("http, 2026-07-28, token", guarded, Era::modern, one_token);
  http("http, 2025-11-25, token", guarded, Era::session, one_token);
  http("http, 2026-07-28, 20,000 tokens in turn", guarded, Era::modern, many_tokens);
  cases.push_back(walked("lines, 2026-07-28", Era::modern, std::make_shared<LinesWalk>(plain, Era::modern)));
  cases.push_back(walked("lines, 2025-11-25", Era::session, std::make_shared<LinesWalk>(plain, Era::session)));
  http("http, 2026-07-28, 100 tools", hundred, Era::modern, {});
  http("http, 2026-07-28, 1,000 tools", thousand, Era::modern, {});
  http("http, 2026-07-28, 10,000 tools", most, Era::modern, {});

  if (argc > 3) {
    const auto others = [&](const Case &one) { return one.name != argv[3] && one.name.find("floor") != 0; };
    cases.erase(std::remove_if(cases.begin(), cases.end(), others), cases.end());
  }
  for (Case &one : cases) prepare(one);
  for (size_t round = 0; round < round_count; ++round)
    for (Case &one : cases) play(one);

  for (size_t i = 0; i < cases.size(); ++i) {
    const bool session = cases[i].name.find("2025") != std::string::npos;
    const double floor = median(cases[session ? floors - 1 : 0].rounds);
    const double cost = median(cases[i].rounds);
    std::printf("%s\t%.0f\t%.2f\t%.2f\t%zu\n", cases[i].name.c_str(), cost, cost / floor, cases[i].allocations, cases[i].bytes);
  }
}
