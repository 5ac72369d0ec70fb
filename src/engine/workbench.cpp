// workbench.cpp - lending benches and taking them back.
#include "engine/workbench.hpp"
#include <cstring>

namespace tenon::engine {
namespace {
constexpr size_t worth_keeping = 64 << 10;
}

void Bench::take(std::string_view bytes) {
  const size_t needed = size_ + bytes.size() + json::Reader::padding;
  if (intake_.size() < needed) intake_.resize(needed > 2 * intake_.size() ? needed : 2 * intake_.size());
  if (!bytes.empty()) std::memcpy(intake_.data() + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
}

void Bench::unreferenced() {
  if (pool_) pool_->take_back(this);
  else delete this;
}

void Bench::clean() {
  size_ = 0;
  scratch.clear();
  if (scratch.capacity() > worth_keeping) scratch.shrink_to_fit();
  if (intake_.size() > worth_keeping) { // the parser's memory grows with the message: let both go
    std::string().swap(intake_);
    reader = json::Reader();
  }
}

bool Bench::clean_unless_shared() {
  if (shared()) return false;
  clean();
  return true;
}

BenchPool::~BenchPool() {
  for (Bench *bench : spare_) delete bench;
}

Ref<Bench> BenchPool::lend() {
  {
    const std::lock_guard lock(mutex_);
    if (!spare_.empty()) {
      Bench *const bench = spare_.back();
      spare_.pop_back();
      bench->revive();
      return Ref<Bench>::adopt(bench);
    }
    spare_.reserve(most_spare); // so that taking back never allocates
  }
  Bench *const made = new Bench;
  made->pool_ = this;
  return Ref<Bench>::adopt(made);
}

void BenchPool::take_back(Bench *bench) noexcept {
  try {
    bench->clean();
  } catch (...) { // a fresh reader could not be made: this bench has served
    delete bench;
    return;
  }
  const std::lock_guard lock(mutex_);
  if (spare_.size() < most_spare) spare_.push_back(bench);
  else delete bench;
}

} // namespace tenon::engine
