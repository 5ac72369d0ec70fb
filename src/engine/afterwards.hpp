// afterwards.hpp - what has to be told to the host when no lock is held any more. Declare it before the lock.
#pragma once
#include "engine/exchange.hpp"
#include <exception>

namespace tenon::engine {

struct Exchange::Afterwards {
  explicit Afterwards(Exchange &exchange) : exchange_(exchange), exceptions_(std::uncaught_exceptions()) {}
  ~Afterwards();
  bool ring = false; // there is something to pull

private:
  Exchange &exchange_;
  const int exceptions_;
};

} // namespace tenon::engine
