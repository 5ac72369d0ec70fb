// replay.cpp - a main for builds without libFuzzer: runs the target on every file of the directories and files named.
#include "fuzz/promise.hpp"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace {

void run(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size());
  // And what a torn file would be: each half.
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size() / 2);
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(bytes.data()) + bytes.size() / 2, bytes.size() - bytes.size() / 2);
}

} // namespace

int main(int count, char **names) {
  std::vector<std::filesystem::path> files;
  for (int i = 1; i < count; ++i) {
    if (!std::filesystem::is_directory(names[i])) files.emplace_back(names[i]);
    else
      for (const auto &entry : std::filesystem::directory_iterator(names[i])) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto &file : files) run(file);
  std::printf("%zu passed, %d failed, 0 skipped\n", files.size(), files.empty() ? 1 : 0);
  return files.empty();
}
