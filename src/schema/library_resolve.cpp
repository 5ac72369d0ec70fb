// library_resolve.cpp - follows references to the subschemas that they name.
#include "schema/library.hpp"
#include "schema/pointer.hpp"
#include "schema/uri.hpp"

namespace tenon::schema {
namespace {

json::Value child_of(const json::Value &value, const std::string &token) {
  if (value.is_object()) return value.find(token);
  if (!value.is_array() || token.empty() || token.size() > 9 || (token[0] == '0' && token.size() > 1)) return {};
  size_t index = 0;
  for (const char c : token) {
    if (c < '0' || c > '9') return {};
    index = index * 10 + static_cast<size_t>(c - '0');
  }
  json::Value e = value.first();
  for (; e.at() != value.end() && index > 0; --index) e = e.next();
  return e.at() == value.end() ? json::Value{} : e;
}

} // namespace

Index Library::follow(Index from, Keyword keyword, std::string_view text) {
  const Reference reference = split_fragment(text);
  const Index here = spots_[from].resource;
  const std::string uri = resolve(resources_[here].uri, reference.address);
  const Index resource = reference.address.empty() || uri == resources_[here].uri ? here : find_resource(uri);
  if (refusal_) return no_index;
  const std::string token = token_of(word(keyword));
  if (resource == no_index) {
    refuse(from, token, "leads to \"" + shortened(uri) + "\", which is not here (nothing is fetched)");
    return no_index;
  }
  const std::string fragment = percent_decoded(reference.fragment);
  if (fragment.empty()) return resources_[resource].root;
  if (fragment[0] == '/') return walk(from, keyword, resources_[resource].root, fragment);
  const auto &anchors = resources_[resource].anchors;
  const auto found = anchors.find(fragment);
  if (found != anchors.end()) return found->second;
  refuse(from, token, "leads to an anchor that is not there: \"" + shortened(fragment) + "\"");
  return no_index;
}

Index Library::find_resource(std::string_view uri) {
  if (const auto found = by_uri_.find(uri); found != by_uri_.end()) return found->second;
  for (size_t i = 0; i < others_.size(); ++i) { // the one registered under this address, else any that holds it
    if (others_[i].uri != uri || documents_[i] != no_index) continue;
    const Index root = read_registered(i);
    return root == no_index ? no_index : spots_[root].resource;
  }
  for (size_t i = 0; i < others_.size(); ++i) {
    if (documents_[i] != no_index) continue;
    if (read_registered(i) == no_index) return no_index;
    if (const auto found = by_uri_.find(uri); found != by_uri_.end()) return found->second;
  }
  return no_index;
}

// Documents are numbered by their registration, the schema itself is 0.
Index Library::read_registered(size_t which) {
  documents_[which] = static_cast<Index>(which + 1);
  const Registered &other = others_[which];
  const Index root = survey(other.schema, {documents_[which], no_index, no_index, 0}, std::string(other.uri) + "#");
  if (root != no_index) by_uri_.emplace(std::string(other.uri), spots_[root].resource);
  return root;
}

// A pointer may lead through what is no schema, and to a schema in a place where no keyword knows of one.
Index Library::walk(Index from, Keyword keyword, Index start, std::string_view pointer) {
  const std::string token = token_of(word(keyword));
  json::Value value = spots_[start].value;
  Index around = start; // the nearest subschema that we passed
  std::string below;
  while (!pointer.empty()) {
    std::string name;
    if (!take_token(pointer, name)) {
      refuse(from, token, "has a broken escape in its JSON Pointer");
      return no_index;
    }
    value = child_of(value, name);
    if (!value) {
      refuse(from, token, "leads to a place that is not there");
      return no_index;
    }
    below += token_of(name);
    if (const Index known = key_of(spots_[start].document, value.at()); known != no_index) {
      around = known;
      below.clear();
    }
  }
  if (below.empty()) return around;
  if (!value.is_object() && !value.is_bool()) {
    refuse(from, token, "leads to something that is no schema");
    return no_index;
  }
  size_t nesting = 1;
  for (Index up = around; spots_[up].parent != no_index; up = spots_[up].parent) ++nesting;
  return survey(value, {spots_[around].document, spots_[around].resource, around, nesting}, below);
}

} // namespace tenon::schema
