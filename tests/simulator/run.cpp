// run.cpp - worlds of different size, each with bounds of its own.
#include "simulator/run.hpp"
#include "simulator/client.hpp"
#include "simulator/world.hpp"
#include <cstdio>

namespace simulator {

Report run(uint64_t seed, uint64_t exchanges, Plant plant, bool verbose) {
  Report report;
  Trace trace;
  Dice dice(seed);
  while (report.exchanges < exchanges && report.complaint.empty()) {
    const uint64_t left = exchanges - report.exchanges;
    const uint64_t size = left < 4000 ? left : dice.between(left < 8000 ? left / 2 : 4000, left < 60'000 ? left : 60'000);
    const uint64_t world_seed = dice.roll();
    World world(world_seed, plant, trace, verbose);
    world.live(size);
    if (!world.well()) report.complaint = "in world " + std::to_string(report.worlds) + ", step " + std::to_string(world.steps) + ": " + world.complaint;
    ++report.worlds;
    report.asked += world.ledger.asked();
    report.exchanges += world.exchanges_opened;
    report.steps += world.steps;
    for (size_t i = 0; i < report.fates.size(); ++i) report.fates[i] += world.ledger.fate(static_cast<Fate>(i));
    if (verbose) std::printf("world %llu: %llu questions, trace %016llx\n", static_cast<unsigned long long>(report.worlds),
                             static_cast<unsigned long long>(world.ledger.asked()), static_cast<unsigned long long>(trace.value()));
  }
  report.trace = trace.value();
  return report;
}

} // namespace simulator
