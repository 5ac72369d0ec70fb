// afterwards.hpp - what has to be told to the host when no lock is held any more. Declare it before the lock.
#pragma once
#include "engine/exchange.hpp"

namespace tenon::engine {

struct Exchange::Afterwards {
  explicit Afterwards(Exchange &exchange) : exchange_(exchange) {}
  ~Afterwards();
  bool ring = false; // there is something to pull

private:
  Exchange &exchange_;
};

} // namespace tenon::engine
