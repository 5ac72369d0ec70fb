// input_buffer.hpp - bytes that came and are not used yet: small while quiet, larger for large bodies, bounded always.
#pragma once
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace host {

class InputBuffer final {
public:
  static constexpr size_t small = 4 * 1024;
  static constexpr size_t largest = 64 * 1024;

  struct Room {
    char *data;
    size_t size; // 0: full
  };

  bool empty() const { return begin_ == end_; }
  size_t size() const { return end_ - begin_; }
  std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }

  void consume(size_t n) {
    begin_ += n;
    if (begin_ == end_) begin_ = end_ = 0;
  }

  void commit(size_t n) { end_ += n; }

  // Where the next bytes may go, with the capacity that `expected` more bytes deserve. Moves what is held: views go stale.
  Room room(size_t expected) {
    const size_t wanted = right_size(size() + expected);
    if (wanted > capacity_ || (empty() && wanted < capacity_)) move_to(wanted);
    else if (end_ == capacity_) close_gap();
    return {bytes_.get() + end_, capacity_ - end_};
  }

private:
  static size_t right_size(size_t bytes) {
    size_t size = small;
    while (size < bytes && size < largest) size *= 4;
    return size;
  }

  void move_to(size_t capacity) {
    std::unique_ptr<char[]> fresh(new char[capacity]);
    if (!empty()) std::memcpy(fresh.get(), bytes_.get() + begin_, size());
    end_ = size();
    begin_ = 0;
    bytes_ = std::move(fresh);
    capacity_ = capacity;
  }

  void close_gap() {
    if (begin_ == 0) return;
    std::memmove(bytes_.get(), bytes_.get() + begin_, size());
    end_ = size();
    begin_ = 0;
  }

  std::unique_ptr<char[]> bytes_;
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
};

} // namespace host
