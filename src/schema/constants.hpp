// constants.hpp - the values of enum and const, kept on a tape of our own so that the schema's text can go.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "json/reader.hpp"

namespace tenon::schema {

class Constants final {
public:
  Constants() = default;
  Constants(const Constants &) = delete; // the tape knows where its strings are
  Constants &operator=(const Constants &) = delete;

  size_t keep(const json::Value &); // where it is kept, for at()
  json::Value at(size_t place) const { return {tape_.data(), place}; }

private:
  void open(const json::Value &container);
  void close(size_t opened);
  void keep_scalar(const json::Value &);

  std::vector<uint64_t> tape_ = {0}; // in the format that json::Value reads: the first word is the address of the strings
  std::vector<uint8_t> strings_; // each: length in four bytes, the bytes, NUL
};

} // namespace tenon::schema
