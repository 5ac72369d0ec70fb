// run.hpp - a whole run: one world after the other until all questions are asked.
#pragma once
#include "simulator/plant.hpp"
#include "simulator/question.hpp"
#include <array>
#include <cstdint>
#include <string>

namespace simulator {

struct Report {
  std::string complaint; // "" when all was well
  uint64_t trace = 0, asked = 0, exchanges = 0, steps = 0, worlds = 0;
  std::array<uint64_t, fate_names.size()> fates{};
};

Report run(uint64_t seed, uint64_t exchanges, Plant plant = Plant::none, bool verbose = false);

} // namespace simulator
