// shelf_test.cpp - what is lent comes back, is lent again, and is nobody's twice.
#include "crypto/shelf.hpp"
#include <atomic>
#include <doctest/doctest.h>
#include <thread>
#include <vector>

using tenon::crypto::Shelf;

namespace {

struct Piece {
  explicit Piece(std::atomic<int> &alive) : alive_(alive) { ++alive_; }
  ~Piece() { --alive_; }
  std::atomic<int> &alive_;
  std::atomic<int> users{0};
};

} // namespace

TEST_CASE("an empty shelf has nothing, and gives what it was given") {
  std::atomic<int> alive{0};
  Shelf<Piece, 2> shelf;
  CHECK_FALSE(shelf.take());
  auto piece = std::make_unique<Piece>(alive);
  Piece *const known = piece.get();
  shelf.give_back(std::move(piece));
  piece = shelf.take();
  CHECK(piece.get() == known);
  CHECK_FALSE(shelf.take());
}

TEST_CASE("a full shelf lets go of what is too much, and all go with it") {
  std::atomic<int> alive{0};
  {
    Shelf<Piece, 2> shelf;
    for (int i = 0; i < 3; ++i) shelf.give_back(std::make_unique<Piece>(alive));
    CHECK(alive == 2);
    CHECK(shelf.take());
    CHECK(alive == 1);
  }
  CHECK(alive == 0);
}

TEST_CASE("many threads never hold the same piece") {
  std::atomic<int> alive{0}, shared{0};
  {
    Shelf<Piece, 3> shelf;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 5000; ++i) {
          std::unique_ptr<Piece> piece = shelf.take();
          if (!piece) piece = std::make_unique<Piece>(alive);
          if (++piece->users != 1) ++shared;
          --piece->users;
          shelf.give_back(std::move(piece));
        }
      });
    for (std::thread &thread : threads) thread.join();
    CHECK(shared == 0);
    CHECK(alive <= 3);
  }
  CHECK(alive == 0);
}
