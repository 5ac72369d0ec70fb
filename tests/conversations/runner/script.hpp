// script.hpp - a dialogue file as steps; README.md beside the dialogues explains how they are written.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace talk {

enum class Step_kind { setup, defaults, send, expect, wait, close, act };

struct Step {
  Step_kind kind = Step_kind::setup;
  int line = 0;
  std::string exchange;           // of send, expect and close: the name after @, or "" for the latest
  std::vector<std::string> lines; // without their marks
};

struct Script {
  std::string path;
  std::vector<Step> steps;
};

// False, with the reason, for a file that cannot be read or has no step.
bool read_script(const std::string &path, Script &out, std::string &why);

} // namespace talk
