// schema.cpp - first line: a JSON Schema; second line: an instance. Compiling and checking ends, and says the same twice.
#include "fuzz/promise.hpp"
#include "schema/schema.hpp"

using namespace tenon;
using fuzz::promise;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string_view input = fuzz::view(data, size);
  const size_t line = std::min(input.find('\n'), input.size());
  json::Reader schema_text, instance_text;
  if (schema_text.parse_copy(input.substr(0, line), 64) != json::Trouble::none) return 0;
  const schema::Limits limits{16, 200, 20'000};
  const auto compiled = schema::compile(schema_text.root(), limits);
  if (!compiled) {
    promise(compiled.refusal().status == Status::bad_schema || compiled.refusal().status == Status::limit, "a refusal is one of two");
    promise(!compiled.refusal().text.empty(), "a refusal says why");
    return 0;
  }
  if (instance_text.parse_copy(input.substr(std::min(line + 1, input.size())), 64) != json::Trouble::none) return 0;
  schema::Finding finding;
  const schema::Fit quick = schema::check(**compiled, instance_text.root(), nullptr);
  const schema::Fit told = schema::check(**compiled, instance_text.root(), &finding);
  promise(told == quick || told == schema::Fit::too_costly, "looking for the words changes no verdict");
  if (told == schema::Fit::misfits) promise(!finding.message.empty(), "a misfit has words");
  return 0;
}
