// workbench.hpp - what it takes to read one message: intake, parser, scratch; lent from a pool for as long as it is read.
#pragma once
#include "ground/ref.hpp"
#include "json/reader.hpp"
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::engine {

class BenchPool;

class Bench final : public Counted {
public:
  json::Reader reader;
  std::string scratch;

  void take(std::string_view bytes); // appends to the intake
  void keep(std::string_view message) { size_ = 0; take(message); }
  size_t size() const { return size_; }
  // Parses the intake; the padding behind it is there.
  json::Trouble parse(size_t max_nesting) { return reader.parse(text(), max_nesting); }
  std::string_view text() const { return {intake_.data(), size_}; }

  void unreferenced(); // back to the pool
  // Gives large buffers back and forgets what was read.
  void clean();
  // The same for a holder that wants to keep it; false: somebody else still reads on it.
  bool clean_unless_shared();

private:
  friend class BenchPool;
  std::string intake_;
  size_t size_ = 0;
  BenchPool *pool_ = nullptr;
};

// Outlives its benches: the server owns it, and whoever holds a bench holds the server.
class BenchPool {
public:
  ~BenchPool();
  Ref<Bench> lend();

private:
  friend class Bench;
  void take_back(Bench *) noexcept;
  static constexpr size_t most_spare = 32;
  std::mutex mutex_;
  std::vector<Bench *> spare_;
};

} // namespace tenon::engine
