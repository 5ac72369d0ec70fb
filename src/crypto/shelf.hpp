// shelf.hpp - a few pieces of working state, each lent to one thread at a time, without a lock.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

namespace tenon::crypto {

// Never waits: who finds the shelf empty makes a new piece, and what comes back to a full shelf is let go. So there are as many
// pieces as there were users at one time, but never more than `places` that lie idle.
template <class Piece, size_t places = 16> class Shelf final {
public:
  Shelf() = default;
  ~Shelf() {
    for (std::atomic<Piece *> &place : places_) delete place.load(std::memory_order_acquire);
  }
  Shelf(const Shelf &) = delete;
  Shelf &operator=(const Shelf &) = delete;

  // Null: there is none. The first places are asked first, so that the pieces that are used stay warm.
  std::unique_ptr<Piece> take() noexcept {
    for (std::atomic<Piece *> &place : places_) {
      if (!place.load(std::memory_order_relaxed)) continue;
      if (Piece *found = place.exchange(nullptr, std::memory_order_acquire)) return std::unique_ptr<Piece>(found);
    }
    return nullptr;
  }
  void give_back(std::unique_ptr<Piece> piece) noexcept {
    for (std::atomic<Piece *> &place : places_) {
      Piece *nothing = nullptr;
      if (!place.compare_exchange_strong(nothing, piece.get(), std::memory_order_release, std::memory_order_relaxed)) continue;
      (void)piece.release();
      return;
    }
  }

private:
  std::array<std::atomic<Piece *>, places> places_{};
};

} // namespace tenon::crypto
