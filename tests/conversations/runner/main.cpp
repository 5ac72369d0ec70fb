// main.cpp - plays dialogue files at every chunk size: tenon_talk FILE... [--wrong FILE...]; a file after --wrong has to fail.
#include <cstdio>
#include <set>

#include "stage.hpp"

namespace {

// Every size for short bodies; for long ones the small sizes, the sizes around the whole, and some between.
std::set<size_t> chunk_sizes(size_t longest) {
  std::set<size_t> sizes;
  size_t step = 1;
  for (size_t size = 1; size <= longest && sizes.size() < 60; size += step) {
    sizes.insert(size);
    if (sizes.size() >= 40) step = longest / 20 + 1;
  }
  for (size_t size : {longest / 2, longest > 1 ? longest - 1 : 1, longest, longest + 1})
    if (size > 0) sizes.insert(size);
  return sizes;
}

// "" or what went wrong, and how many sizes were played.
std::string play(const std::string &path, size_t &played) {
  talk::Script script;
  std::string why;
  if (!talk::read_script(path, script, why)) return path + ": " + why;
  size_t longest = 0;
  {
    talk::Stage whole(1'000'000'000);
    played = 1;
    if (std::string what = whole.play(script); !what.empty()) return what;
    longest = whole.longest();
  }
  // Long bodies would take minutes byte by byte: from 16 KiB on the smallest chunk grows with the body.
  size_t smallest = longest / 16'384 + 1;
  for (size_t size : chunk_sizes(longest)) {
    if (size < smallest) continue;
    talk::Stage stage(size);
    ++played;
    if (std::string what = stage.play(script); !what.empty()) return what + "\n    in chunks of " + std::to_string(size);
  }
  return "";
}

} // namespace

int main(int count, char **paths) {
  int passed = 0, failed = 0;
  bool wrong = false;
  for (int i = 1; i < count; ++i) {
    std::string path = paths[i];
    if (path == "--wrong") { wrong = true; continue; }
    size_t played = 0;
    std::string what = play(path, played);
    if (what.empty() == wrong) {
      ++failed;
      std::printf("FAILED %s\n", wrong ? (path + " went through, and should not").c_str() : what.c_str());
    } else {
      ++passed;
      std::printf("%s (%zu chunk sizes)\n", path.c_str(), played);
    }
  }
  std::printf("%d passed, %d failed, 0 skipped\n", passed, failed);
  return failed != 0 || passed == 0;
}
