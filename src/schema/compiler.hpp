// compiler.hpp - turns the subschemas of a library into the nodes and steps of a program.
#pragma once
#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

#include "schema/library.hpp"

namespace tenon::schema {

class Compiler final {
public:
  Compiler(const Limits &limits, std::span<const Registered> others);

  Outcome<std::shared_ptr<const Schema>> compile(const json::Value &schema);

private:
  // compile.cpp
  Index use(Index spot); // the node to point at, which will be written; no_index where everything fits
  Index use(Index spot, const json::Value &subschema) { return use(library_.at(spot, subschema)); }
  bool write_pending();
  bool write(Index spot);
  void add(Group group, Verb verb, Keyword keyword, Index a = no_index, Index b = no_index);
  void use_dynamic_anchors();
  void settle_dynamic_references();
  bool refuse(Keyword keyword, std::string_view reason, Status status = Status::bad_schema);

  // compile_scalars.cpp
  bool write_type();
  bool write_constants();
  void write_text_choice(const json::Value &);
  bool write_numbers();
  bool write_texts();
  bool write_pattern(Keyword, std::string_view source, std::string_view token, Index &pattern);
  bool read_count(Keyword, uint64_t &);
  bool write_range(Group, Verb, Keyword least, Keyword most);

  // compile_containers.cpp
  bool write_members();
  bool write_required(Members &);
  bool write_dependents();
  bool write_dependency(Keyword, Dependents &, std::string_view name, const json::Value &);
  bool write_elements();
  bool write_contains();
  bool read_names(Keyword, std::string_view token, const json::Value &, std::vector<std::string> &);

  // compile_logic.cpp
  bool write_logic();
  void write_list(Verb, Keyword);
  void write_condition();
  bool write_references();
  bool write_dynamic(const json::Value &reference);
  void write_unevaluated();

  const Limits limits_;
  Library library_;
  std::unique_ptr<Program> program_ = std::make_unique<Program>();
  std::vector<Index> pending_;
  std::vector<bool> used_; // by spot
  std::unordered_map<std::string, Index> patterns_;
  size_t table_bytes_ = 0; // of the patterns
  size_t instructions_ = 0;

  Index spot_ = 0;                    // being written
  const Keywords *schema_ = nullptr;  // its keywords
  std::array<std::vector<Step>, group_count> draft_;
  Index tail_ = no_index;
};

// A node from which one comes back to itself without going into the instance. no_index: none.
Index find_loop(const Program &);

} // namespace tenon::schema
