// schema.hpp - JSON Schema: compiled once, then asked as often as needed whether a value fits.
//
// Dialects: 2020-12 (the default) and draft-07; a schema in another dialect is refused. `format` and `content...` are
// annotations, as 2020-12's default says. Nothing is ever fetched: a $ref finds its target in the schema itself or among the
// schemas that the caller registered beside it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ground/outcome.hpp"
#include "json/reader.hpp"

namespace tenon::schema {

struct Limits {
  size_t max_depth = 64;          // schemas inside schemas, at most 256; check() goes eight times as deep, through $ref and into
                                  // the instance, at most 1,024: both recurse, some 500 bytes of stack for each
  size_t max_subschemas = 10000;  // in all documents that one schema reaches
  uint64_t max_steps = 1000000;   // of one check(); one step is a subschema applied, a comparison, or some bytes searched
};

struct Finding {
  std::string place;   // JSON Pointer into the instance, "" = the whole
  std::string keyword; // JSON Pointer into the schema, "/properties/a/type"
  std::string message; // "must be a number": English, short, never echoes long values
};

// A schema that others may refer to by its address.
struct Registered {
  std::string_view uri; // absolute, without a fragment
  json::Value schema;
};

struct Program;

// Compiled and immutable; any number of threads may check against it. It keeps nothing of the text that it came from.
class Schema final {
public:
  explicit Schema(std::unique_ptr<const Program> program);
  ~Schema();
  Schema(const Schema &) = delete;
  Schema &operator=(const Schema &) = delete;
  const Program &program() const { return *program_; }

private:
  std::unique_ptr<const Program> program_;
};

// Refusals: Status::bad_schema with a text that names the place and the reason; Status::limit when a bound is met.
Outcome<std::shared_ptr<const Schema>> compile(const json::Value &schema, const Limits &);
Outcome<std::shared_ptr<const Schema>> compile(const json::Value &schema, const Limits &, std::span<const Registered> others);

enum class Fit : uint8_t { fits, misfits, too_costly };

// Tells whether the instance fits, and of a misfit the first one found (`finding` may be null).
Fit check(const Schema &, const json::Value &instance, Finding *finding);

} // namespace tenon::schema
