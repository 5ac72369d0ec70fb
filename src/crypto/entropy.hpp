// entropy.hpp - where unpredictable bytes come from: the host's callback, or the operating system through mbedTLS.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

namespace tenon::crypto {

// For any number of threads at once. A source that fails means false and zeroed memory, never weak bytes.
class Entropy final {
public:
  using Source = int32_t (*)(void *user, void *out, size_t len); // 0: filled; anything else: failed

  // source == nullptr: a generator of our own, seeded by the operating system anew for every fill, so that a forked process
  // does not repeat what its parent said.
  Entropy(Source source_or_null, void *user);
  ~Entropy();
  Entropy(const Entropy &) = delete;
  Entropy &operator=(const Entropy &) = delete;

  bool fill(void *out, size_t len);

private:
  struct Generator;
  Source source_;
  void *user_;
  std::unique_ptr<Generator> generator_; // only without a source of the host's
};

} // namespace tenon::crypto
