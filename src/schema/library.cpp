// library.cpp - reads documents: which schemas are in them, under which addresses and in which dialect.
#include "schema/library.hpp"

#include "schema/pointer.hpp"
#include "schema/uri.hpp"

namespace tenon::schema {
namespace {

uint64_t key(Index document, size_t at) { return uint64_t{document} << 40 | at; }

} // namespace

Library::Library(const Limits &limits, std::span<const Registered> others)
    : limits_(limits), others_(others), documents_(others.size(), no_index) {}

Index Library::read(const json::Value &document) {
  return survey(document, {document_count_++, no_index, no_index, 0}, "");
}

Index Library::at(Index from, const json::Value &value) const { return key_of(spots_[from].document, value.at()); }

Index Library::key_of(Index document, size_t at) const {
  const auto found = by_place_.find(key(document, at));
  return found == by_place_.end() ? no_index : found->second;
}

bool Library::refuse(Index spot, std::string_view token, std::string_view reason, Status status) {
  if (refusal_) return false;
  std::string place = spot == no_index ? std::string() : place_of(spot);
  place += token;
  refusal_ = Refusal{status, (place.empty() ? std::string("the schema") : '"' + place + '"') + ' ' + std::string(reason)};
  return false;
}

std::string Library::place_of(Index spot) const {
  std::string place;
  for (; spot != no_index; spot = spots_[spot].parent) place.insert(0, spots_[spot].token);
  return place;
}

Index Library::survey(const json::Value &value, Place place, std::string token) {
  if (!value.is_object() && !value.is_bool()) {
    refuse(place.parent, token, "must be a schema: an object, true or false");
    return no_index;
  }
  if (place.depth > limits_.max_depth) {
    refuse(place.parent, token, "is nested deeper than " + std::to_string(limits_.max_depth) + " schemas", Status::limit);
    return no_index;
  }
  if (spots_.size() >= limits_.max_subschemas) {
    refuse(place.parent, token, "is one more than " + std::to_string(limits_.max_subschemas) + " subschemas", Status::limit);
    return no_index;
  }
  const auto spot = static_cast<Index>(spots_.size());
  spots_.push_back({value, place.document, place.resource, place.parent, std::move(token)});
  by_place_.emplace(key(place.document, value.at()), spot);
  if (!take_identity(spot, place)) return no_index;
  if (value.is_object() && (!take_anchors(spot) || !survey_members(spot, place.depth))) return no_index;
  return spot;
}

bool Library::survey_members(Index spot, size_t depth) {
  const json::Value schema = spots_[spot].value;
  const Dialect dialect = resource_of(spot).dialect;
  for (json::Value name = schema.first(); name.at() != schema.end();) {
    const json::Value value = name.next();
    const Row *row = find_keyword(name.text(), dialect);
    if (row != nullptr && !survey_keyword(spot, *row, value, depth)) return false;
    name = value.next();
  }
  return true;
}

bool Library::survey_keyword(Index spot, const Row &row, const json::Value &value, size_t depth) {
  const std::string token = token_of(row.name);
  switch (row.shape) {
  case Shape::nothing: return true;
  case Shape::schema: break;
  case Shape::list:
    if (!value.is_array() || value.count() == 0) return refuse(spot, token, "must be an array of at least one schema");
    return survey_each(spot, row, value, depth);
  case Shape::map:
  case Shape::map_of_schemas_or_lists:
    if (!value.is_object()) return refuse(spot, token, "must be an object of schemas");
    return survey_each(spot, row, value, depth);
  case Shape::schema_or_list:
    if (!value.is_array()) break;
    if (resource_of(spot).dialect == Dialect::draft_07) return survey_each(spot, row, value, depth);
    return refuse(spot, token, "must be a schema (2020-12 says prefixItems for an array of schemas)");
  }
  return survey(value, {spots_[spot].document, spots_[spot].resource, spot, depth + 1}, token) != no_index;
}

bool Library::survey_each(Index spot, const Row &row, const json::Value &value, size_t depth) {
  const std::string token = token_of(row.name);
  const Place place{spots_[spot].document, spots_[spot].resource, spot, depth + 1};
  size_t index = 0;
  for (json::Value e = value.first(); e.at() != value.end(); ++index) {
    const json::Value each = value.is_object() ? e.next() : e;
    const std::string tail = value.is_object() ? token_of(e.text()) : token_of(index);
    const bool names_only = row.shape == Shape::map_of_schemas_or_lists && each.is_array();
    if (!names_only && survey(each, place, token + tail) == no_index) return false;
    e = each.next();
  }
  return true;
}

// An $id opens a resource; so does a document.
bool Library::take_identity(Index spot, const Place &place) {
  const json::Value value = spots_[spot].value;
  json::Value id = value.is_object() ? value.find("$id") : json::Value{};
  const bool in_draft_07 = place.resource != no_index && resources_[place.resource].dialect == Dialect::draft_07;
  if (in_draft_07 && id && value.find("$ref")) id = {};
  if (id && !id.is_text()) return refuse(spot, "/$id", "must be a string");
  const Reference reference = id ? split_fragment(id.text()) : Reference{};
  if (place.resource == no_index) {
    const std::string base = place.document == 0 ? "" : std::string(others_[place.document - 1].uri);
    if (!open_resource(spot, resolve(base, reference.address))) return false;
    const bool plain = reference.fragment.empty() || resource_of(spot).dialect == Dialect::draft_07;
    return plain || refuse(spot, "/$id", "must not have a fragment ($anchor names a place)");
  }
  if (!id) return true;
  if (!reference.fragment.empty() && !in_draft_07) return refuse(spot, "/$id", "must not have a fragment ($anchor names a place)");
  if (reference.address.empty()) return true; // draft-07's "#name": an anchor, see take_anchors
  return open_resource(spot, resolve(resources_[place.resource].uri, reference.address));
}

bool Library::open_resource(Index spot, std::string uri) {
  Resource resource;
  resource.root = spot;
  const Index around = spots_[spot].resource;
  if (around != no_index) {
    resource.dialect = resources_[around].dialect;
    resource.validation = resources_[around].validation;
  }
  if (!take_dialect(spot, resource)) return false;
  const auto index = static_cast<Index>(resources_.size());
  if (!uri.empty() && !by_uri_.emplace(uri, index).second) return refuse(spot, "/$id", "is given to two schemas");
  resource.uri = std::move(uri);
  resources_.push_back(std::move(resource));
  spots_[spot].resource = index;
  return true;
}

bool Library::take_anchors(Index spot) {
  const json::Value value = spots_[spot].value;
  if (resource_of(spot).dialect == Dialect::draft_07) {
    const json::Value id = value.find("$id");
    if (!id || value.find("$ref")) return true;
    const Reference reference = split_fragment(id.text());
    if (reference.fragment.empty()) return true;
    return resources_[spots_[spot].resource].anchors.emplace(reference.fragment, spot).second ||
           refuse(spot, "/$id", "is given to two schemas");
  }
  return take_anchor(spot, Keyword::anchor, value.find("$anchor")) &&
         take_anchor(spot, Keyword::dynamic_anchor, value.find("$dynamicAnchor"));
}

bool Library::take_anchor(Index spot, Keyword keyword, const json::Value &value) {
  if (!value) return true;
  const std::string token = token_of(word(keyword));
  if (!value.is_text()) return refuse(spot, token, "must be a string");
  const auto name = value.text();
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  };
  bool fine = !name.empty() && (good(name[0]) && name[0] != '-' && name[0] != '.' && !(name[0] >= '0' && name[0] <= '9'));
  for (const char c : name) fine = fine && good(c);
  if (!fine) return refuse(spot, token, "must be a plain name: a letter or _, then letters, digits, '-', '_', '.'");
  Resource &resource = resources_[spots_[spot].resource];
  const auto added = resource.anchors.emplace(name, spot);
  if (!added.second && added.first->second != spot) return refuse(spot, token, "is given to two schemas");
  if (keyword == Keyword::dynamic_anchor) resource.dynamic_anchors.emplace(name, spot);
  return true;
}

bool Library::take_dialect(Index spot, Resource &resource) {
  const json::Value value = spots_[spot].value;
  const json::Value named = value.is_object() ? value.find("$schema") : json::Value{};
  if (!named) return true;
  if (!named.is_text()) return refuse(spot, "/$schema", "must be a string");
  resource.validation = true;
  if (find_dialect(named.text(), resource.dialect)) return true;
  const auto address = split_fragment(named.text()).address;
  for (const Registered &other : others_) {
    if (other.uri == address) return take_vocabularies(spot, other.schema, resource);
  }
  return refuse(spot, "/$schema", "names a dialect that is not built: \"" + shortened(named.text()) + "\" (2020-12 and draft-07 are)");
}

// A registered metaschema says which vocabularies its schemas use.
bool Library::take_vocabularies(Index spot, const json::Value &metaschema, Resource &resource) {
  const json::Value based_on = metaschema.find("$schema");
  if (based_on && (!based_on.is_text() || !find_dialect(based_on.text(), resource.dialect))) {
    return refuse(spot, "/$schema", "names a metaschema whose own dialect is not built");
  }
  const json::Value vocabularies = metaschema.find("$vocabulary");
  if (!vocabularies) return true;
  if (!vocabularies.is_object()) return refuse(spot, "/$schema", "names a metaschema whose $vocabulary is no object");
  constexpr std::string_view standard = "https://json-schema.org/draft/2020-12/vocab/";
  constexpr std::string_view built[] = {"core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content"};
  resource.validation = false;
  for (json::Value name = vocabularies.first(); name.at() != vocabularies.end(); name = name.next().next()) {
    const auto uri = name.text();
    const auto tail = uri.substr(0, standard.size()) == standard ? uri.substr(standard.size()) : std::string_view{};
    bool known = false;
    for (const auto each : built) known = known || each == tail;
    if (tail == "validation") resource.validation = true;
    const json::Value required = name.next();
    if (!known && required.is_bool() && required.truth()) {
      return refuse(spot, "/$schema", "requires a vocabulary that is not built: \"" + shortened(uri) + "\"");
    }
  }
  return true;
}

} // namespace tenon::schema
