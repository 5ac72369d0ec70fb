// problem.hpp - what is wrong with one field of a request: where it is, what it is, and the limit that it missed.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::feedback {

enum class Wrong : uint8_t {
  missing, unknown, no_text, no_number, no_whole_number, no_truth, no_array, no_object, // shapes
  empty, too_long, too_few, too_many, too_small, too_large, too_big,                    // limits; too_big counts bytes
  repeated,     // the same value twice
  not_offered,  // an option that the question does not have; detail: which
  not_a_choice, // detail: what there is to choose from
  no_options, no_free_text, no_form, // the question does not take that
  nothing_said, // neither an option nor text
  bad_form,     // detail: why
  bad_text,     // letters that have no place in it
  out_of_order, // the least is over the most
};
inline constexpr int wrongs = 25;

struct Problem {
  std::string field; // RFC 6901: "/predefinedOptions/3/label"; "": the whole
  Wrong what;
  int64_t limit = -1; // -1: there is none
  std::string detail;
};

class Problems final {
public:
  static constexpr size_t most = 32; // that are told; one is enough to refuse

  void add(std::string field, Wrong what, int64_t limit = -1, std::string_view detail = {}) {
    if (all_.size() < most) all_.push_back({std::move(field), what, limit, std::string(detail)});
  }
  bool none() const { return all_.empty(); }
  const std::vector<Problem> &all() const { return all_; }

private:
  std::vector<Problem> all_;
};

// A name as part of a JSON pointer; a long one is cut.
std::string pointer_to(std::string_view parent, std::string_view name);
std::string pointer_to(std::string_view parent, size_t index);

} // namespace tenon::feedback
