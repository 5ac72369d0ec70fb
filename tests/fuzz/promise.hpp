// promise.hpp - what must hold for every input; a broken promise ends the process, which is how a fuzzer learns of it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <tenon/tenon.h>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace fuzz {

inline void promise(bool kept, const char *words) {
  if (kept) return;
  std::fprintf(stderr, "a promise is broken: %s\n", words);
  std::abort();
}

inline std::string_view view(const uint8_t *data, size_t size) { return {reinterpret_cast<const char *>(data), size}; }

inline constexpr tenon_now start{1000, 1'800'000'001'000};
inline constexpr tenon_now much_later{1000 + 86'400'000, 1'800'000'001'000 + 86'400'000};

inline size_t occurrences(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

} // namespace fuzz
