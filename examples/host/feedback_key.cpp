// feedback_key.cpp - 256 bits at random, written once.
#include "feedback_key.hpp"

#include <random>

#include "plain_file.hpp"

namespace host {
namespace {

constexpr size_t letters = 64, most_bytes = 4096;

std::string new_key() {
  std::random_device dice;
  std::string out;
  while (out.size() < letters) {
    const unsigned bits = dice();
    for (unsigned shift = 0; shift < 32; shift += 4) out += "0123456789abcdef"[bits >> shift & 15];
  }
  return out;
}

} // namespace

std::string read_feedback_key(const std::string &path, std::string &key) {
  const std::string file = path + ".key";
  std::string not_made;
  if (!is_there(file)) not_made = write_plain_file(file, new_key() + "\n", 0600, false); // or another was faster
  if (const std::string wrong = read_plain_file(file, most_bytes, key); !wrong.empty()) return file + ": " + (not_made.empty() ? wrong : not_made);
  while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
  return key.size() >= 32 ? std::string() : file + ": under 32 bytes; remove it, and links that are out are worth nothing";
}

} // namespace host
