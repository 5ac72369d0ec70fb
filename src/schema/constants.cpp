// constants.cpp - copies a value from the reader's tape to ours, without recursion.
#include "schema/constants.hpp"

#include <cstring>

namespace tenon::schema {
namespace {

constexpr size_t most_counted = 0xFFFFFF; // the tape's count saturates here

uint64_t word(char tag, uint64_t payload) { return static_cast<uint64_t>(static_cast<uint8_t>(tag)) << 56 | payload; }

struct Open {
  json::Value container;
  size_t at; // of its opening word on our tape
};

} // namespace

size_t Constants::keep(const json::Value &value) {
  const size_t place = tape_.size();
  std::vector<Open> opened;
  json::Value now = value;
  for (;;) {
    if (now.is_object() || now.is_array()) {
      opened.push_back({now, tape_.size()});
      open(now);
      now = now.first();
    } else {
      keep_scalar(now);
      now = now.next();
    }
    while (!opened.empty() && now.at() == opened.back().container.end()) {
      close(opened.back().at);
      now = opened.back().container.next();
      opened.pop_back();
    }
    if (!opened.empty()) continue;
    tape_[0] = reinterpret_cast<uintptr_t>(strings_.data());
    return place;
  }
}

void Constants::open(const json::Value &container) {
  const size_t count = container.count();
  const uint64_t counted = count < most_counted ? count : most_counted;
  tape_.push_back(word(container.is_object() ? '{' : '[', counted << 32));
}

void Constants::close(size_t opened) {
  const char closing = tape_[opened] >> 56 == '{' ? '}' : ']';
  tape_.push_back(word(closing, opened));
  tape_[opened] |= tape_.size();
}

void Constants::keep_scalar(const json::Value &value) {
  switch (value.kind()) {
  case json::Kind::text: {
    const auto text = value.text();
    const auto length = static_cast<uint32_t>(text.size());
    tape_.push_back(word('"', strings_.size()));
    uint8_t bytes[4];
    std::memcpy(bytes, &length, 4);
    strings_.insert(strings_.end(), bytes, bytes + 4);
    strings_.insert(strings_.end(), text.begin(), text.end());
    strings_.push_back(0);
    return;
  }
  case json::Kind::integer:
    tape_.push_back(word('l', 0));
    tape_.push_back(static_cast<uint64_t>(value.integer()));
    return;
  case json::Kind::big_integer:
    tape_.push_back(word('u', 0));
    tape_.push_back(value.big_integer());
    return;
  case json::Kind::real: {
    const double real = value.real();
    uint64_t bits;
    std::memcpy(&bits, &real, 8);
    tape_.push_back(word('d', 0));
    tape_.push_back(bits);
    return;
  }
  case json::Kind::truth: tape_.push_back(word(value.truth() ? 't' : 'f', 0)); return;
  case json::Kind::object:
  case json::Kind::array:
  case json::Kind::null: tape_.push_back(word('n', 0)); return;
  }
}

} // namespace tenon::schema
