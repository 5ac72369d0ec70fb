// pattern.cpp - first line: a regular expression; the rest: a text. Matching is bounded, and both machines agree.
#include "fuzz/promise.hpp"
#include "json/writer.hpp"
#include "schema/pattern.hpp"

using namespace tenon;
using fuzz::promise;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string_view input = fuzz::view(data, size);
  if (!json::valid_utf8(input)) return 0;
  const size_t line = std::min(input.find('\n'), input.size());
  const std::string_view source = input.substr(0, line), text = input.substr(std::min(line + 1, input.size()));
  schema::PatternLimits limits{1000, 50, 128 * 1024};
  const auto compiled = schema::Pattern::compile(source, limits);
  limits.max_table_bytes = 0;
  const auto walked = schema::Pattern::compile(source, limits);
  promise(static_cast<bool>(compiled) == static_cast<bool>(walked), "a table is a matter of speed alone");
  if (!compiled) {
    promise(!compiled.refusal().text.empty(), "a refusal says why");
    return 0;
  }
  schema::Budget one(50'000'000), two(50'000'000);
  const bool by_table = compiled->found_in(text, one), by_walking = walked->found_in(text, two);
  if (!one.spent() && !two.spent()) promise(by_table == by_walking, "both machines find the same");
  return 0;
}
