// main.cpp - simulator [--seed N] [--exchanges N] [--plants] [--plant NAME] [--once] [--trace]
#include "simulator/run.hpp"
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

using namespace simulator;

struct Wishes {
  uint64_t seed = 20260728, exchanges = 1'000'000;
  Plant plant = Plant::none;
  bool plants = false, once = false, trace = false;
};

unsigned long long number(uint64_t n) { return n; }

bool read_wishes(int argc, char **argv, Wishes &out) {
  if (const char *said = std::getenv("TENON_SIMULATOR_EXCHANGES")) out.exchanges = std::strtoull(said, nullptr, 10);
  if (const char *said = std::getenv("TENON_SIMULATOR_SEED")) out.seed = std::strtoull(said, nullptr, 10);
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--seed" && more) out.seed = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--exchanges" && more) out.exchanges = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--plants") out.plants = true;
    else if (word == "--once") out.once = true;
    else if (word == "--trace") out.trace = true;
    else if (word == "--plant" && more) {
      const std::string_view name = argv[++i];
      for (size_t p = 0; p < plant_names.size(); ++p)
        if (plant_names[p] == name) out.plant = static_cast<Plant>(p);
    } else return false;
  }
  return out.exchanges > 0;
}

void print(const Report &r, double seconds) {
  std::printf("%llu questions in %llu exchanges of %llu worlds, %.1f s, trace %016llx\n ", number(r.asked), number(r.exchanges), number(r.worlds), seconds, number(r.trace));
  for (size_t i = 0; i < r.fates.size(); ++i) std::printf(" %.*s %llu%s", static_cast<int>(fate_names[i].size()), fate_names[i].data(), number(r.fates[i]), i + 1 < r.fates.size() ? "," : "\n");
}

Report timed(const Wishes &wishes, uint64_t seed, Plant plant) {
  const auto from = std::chrono::steady_clock::now();
  Report report = run(seed, wishes.exchanges, plant, wishes.trace);
  print(report, std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count());
  if (!report.complaint.empty())
    std::printf("FAILED with --seed %llu --exchanges %llu: %s\n", number(seed), number(wishes.exchanges), report.complaint.c_str());
  return report;
}

// Twice, since the same seed has to give the same trace.
bool same_twice(const Wishes &wishes, Plant plant) {
  const Report first = timed(wishes, wishes.seed, plant);
  if (!first.complaint.empty()) return false;
  if (wishes.once) return true;
  const Report second = timed(wishes, wishes.seed + (plant == Plant::other_chance), plant);
  if (!second.complaint.empty()) return false;
  if (first.trace != second.trace) std::printf("FAILED: the same seed gave two traces\n");
  return first.trace == second.trace;
}

// Each planted fault has to be found.
bool finds_all(const Wishes &wishes) {
  bool all = true;
  for (size_t p = 1; p < plant_names.size(); ++p) {
    const bool found = !same_twice(wishes, static_cast<Plant>(p));
    std::printf("%s: %.*s\n", found ? "found" : "NOT FOUND", static_cast<int>(plant_names[p].size()), plant_names[p].data());
    all = all && found;
  }
  return all;
}

} // namespace

int main(int argc, char **argv) {
  Wishes wishes;
  if (!read_wishes(argc, argv, wishes)) {
    std::printf("usage: simulator [--seed N] [--exchanges N] [--once] [--trace] [--plants | --plant NAME]\n");
    return 2;
  }
  return (wishes.plants ? finds_all(wishes) : same_twice(wishes, wishes.plant)) ? 0 : 1;
}
