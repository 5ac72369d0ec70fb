// script.cpp - reads a dialogue file: lines with a mark are steps, everything else is prose.
#include "script.hpp"

#include <fstream>

namespace talk {
namespace {

bool begins(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

// What a line without a mark sets up: "server: ...", "tools: ...", "token NAME: ...", "open ...", "let NAME: ...".
bool is_setup(std::string_view line) {
  for (std::string_view word : {"server: ", "tools: ", "feedback: ", "policy: ", "authority: "})
    if (begins(line, word)) return true;
  for (std::string_view word : {"open lines", "open messages"})
    if (begins(line, word)) return true;
  for (std::string_view word : {"token ", "proof ", "key ", "let "}) { // these have a name of one word
    if (!begins(line, word)) continue;
    std::string_view rest = line.substr(word.size());
    const size_t colon = rest.find(": ");
    return colon != std::string_view::npos && rest.substr(0, colon).find(' ') == std::string_view::npos;
  }
  return false;
}

bool mark_of(std::string_view line, Step_kind &kind, std::string_view &rest) {
  auto marked = [&](std::string_view mark, Step_kind found) {
    if (line != mark && !(begins(line, mark) && line[mark.size()] == ' ')) return false;
    kind = found;
    rest = line.substr(std::min(line.size(), mark.size() + 1));
    return true;
  };
  if (is_setup(line)) {
    kind = Step_kind::setup;
    rest = line;
    return true;
  }
  return marked(">*", Step_kind::defaults) || marked(">", Step_kind::send) || marked("<", Step_kind::expect) ||
         marked("~", Step_kind::wait) || marked("x", Step_kind::close) || marked("!", Step_kind::act);
}

// Whether this line begins something new although the line before had its mark: another request, or another exchange.
bool begins_anew(std::string_view line) {
  if (!line.empty() && line[0] == '@') return true;
  size_t letters = 0;
  while (letters < line.size() && line[letters] >= 'A' && line[letters] <= 'Z') ++letters;
  return letters > 0 && line.substr(letters, 2) == " /";
}

// "@name ..." at the beginning of a step's first line says which exchange is meant.
void take_name(Step &step) {
  std::string &first = step.lines.front();
  if (first.empty() || first[0] != '@') return;
  size_t end = first.find(' ');
  step.exchange = first.substr(1, end == std::string::npos ? end : end - 1);
  if (end == std::string::npos) step.lines.erase(step.lines.begin());
  else first.erase(0, end + 1);
}

} // namespace

bool read_script(const std::string &path, Script &out, std::string &why) {
  std::ifstream file(path, std::ios::binary);
  if (!file) { why = "cannot be read"; return false; }
  out.path = path;
  std::string line;
  bool together = false; // the line before had the same mark
  for (int number = 1; std::getline(file, line); ++number) {
    Step_kind kind{};
    std::string_view rest;
    if (!mark_of(line, kind, rest)) { together = false; continue; }
    bool grows = kind == Step_kind::send || kind == Step_kind::expect;
    if (!together || !grows || out.steps.back().kind != kind || begins_anew(rest)) {
      out.steps.emplace_back();
      out.steps.back().kind = kind;
      out.steps.back().line = number;
    }
    out.steps.back().lines.emplace_back(rest);
    together = true;
  }
  for (Step &step : out.steps) take_name(step);
  if (out.steps.empty()) why = "has no step";
  return !out.steps.empty();
}

} // namespace talk
