// library.hpp - the documents that a schema reaches: every subschema in them, its address, its anchors.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/program.hpp"

namespace tenon::schema {

struct Spot { // a subschema; its number is also its node's
  json::Value value;
  Index document;
  Index resource;
  Index parent;
  std::string token; // from the parent: "/properties/a"
};

struct Resource { // a schema with an address of its own, and all below that has none
  std::string uri;
  Index root;
  Dialect dialect = Dialect::draft_2020_12;
  bool validation = true; // its dialect has the validation vocabulary
  std::map<std::string, Index, std::less<>> anchors; // dynamic ones too
  std::map<std::string, Index, std::less<>> dynamic_anchors;
};

class Library final {
public:
  Library(const Limits &limits, std::span<const Registered> others);

  // Reads the document and all its subschemas. No index: refused.
  Index read(const json::Value &document);
  // The subschema that `reference`, written at `from`, leads to. No index: refused.
  Index follow(Index from, Keyword keyword, std::string_view reference);
  // The subschema that starts here in the document of `from`; it has been read.
  Index at(Index from, const json::Value &value) const;

  const std::vector<Spot> &spots() const { return spots_; }
  const std::vector<Resource> &resources() const { return resources_; }
  const Resource &resource_of(Index spot) const { return resources_[spots_[spot].resource]; }

  // Keeps the first refusal. Always false or no_index, for the sake of the caller's return.
  bool refuse(Index spot, std::string_view token, std::string_view reason, Status = Status::bad_schema);
  const std::optional<Refusal> &refusal() const { return refusal_; }

private:
  struct Place { Index document, resource, parent; size_t depth; };

  Index survey(const json::Value &, Place place, std::string token);
  bool survey_members(Index spot, size_t depth);
  bool survey_keyword(Index spot, const Row &, const json::Value &, size_t depth);
  bool survey_each(Index spot, const Row &, const json::Value &, size_t depth);
  bool take_identity(Index spot, const Place &);
  bool take_anchors(Index spot);
  bool take_anchor(Index spot, Keyword, const json::Value &);
  bool open_resource(Index spot, std::string uri);
  bool take_dialect(Index spot, Resource &);
  bool take_vocabularies(Index spot, const json::Value &metaschema, Resource &);
  Index read_registered(size_t which);
  Index find_resource(std::string_view uri);
  Index walk(Index from, Keyword keyword, Index start, std::string_view pointer);
  Index key_of(Index document, size_t at) const;
  std::string place_of(Index spot) const;

  const Limits &limits_;
  std::span<const Registered> others_;
  std::vector<Index> documents_; // by registered schema: its document when it was read
  Index document_count_ = 0;
  std::vector<Spot> spots_;
  std::vector<Resource> resources_;
  std::map<std::string, Index, std::less<>> by_uri_;
  std::unordered_map<uint64_t, Index> by_place_;
  std::optional<Refusal> refusal_;
};

} // namespace tenon::schema
