// prompt.hpp - a prompt that we offer under a name: its words, checked once.
#pragma once
#include "catalog/face.hpp"
#include "ground/outcome.hpp"
#include "json/reader.hpp"
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::catalog {

inline constexpr size_t max_prompt_arguments = 100;

// The host's words, as they came.
struct PromptWords {
  FaceWords face = {};
  std::string_view arguments = {};
};

struct PromptArgument {
  std::string name;
  bool required;
};

struct Prompt {
  Face face;
  std::string arguments_json; // on one line; "" for none
  std::vector<PromptArgument> arguments;
  std::string untitled_arguments_json; // for revisions without titles; "" when there are none to leave out
};

Outcome<Prompt> read_prompt(const PromptWords &, const EntryBounds &, json::Reader &);

// The entry of prompts/list.
void append_prompt(std::string &out, const Prompt &, const Shown &);

} // namespace tenon::catalog
