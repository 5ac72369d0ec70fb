// vectors.hpp - finds the test vectors that lie beside the repository. Without them a test says so and ends; in CI it fails.
#pragma once
#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <string>

namespace vectors {

inline std::string folder() {
  if (const char *chosen = std::getenv("TENON_VECTORS")) return chosen;
#ifdef TENON_SOURCE_DIR
  return TENON_SOURCE_DIR "/../shared/vectors";
#else
  return "../shared/vectors";
#endif
}

// False: there is no such file, and the test has been told.
inline bool read(const std::string &name, std::string &text) {
  std::ifstream file(folder() + "/" + name, std::ios::binary);
  if (file) {
    text.assign(std::istreambuf_iterator<char>(file), {});
    return true;
  }
  const char *ci = std::getenv("CI");
  if (ci && std::string(ci) == "true") FAIL("missing in CI: " << name);
  MESSAGE("skipped, no vectors: " << name);
  return false;
}

} // namespace vectors
