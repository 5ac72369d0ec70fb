// page_words.cpp - a table of words, and the places in them.
#include "web/page_words.hpp"
#include "json/writer.hpp"
#include <new>

namespace tenon::web {
namespace {

constexpr std::string_view front = "t.";

} // namespace

PageWords::PageWords(std::string_view json) {
  const json::Trouble trouble = reader_.parse_copy(json, 1);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  const json::Value table = reader_.root();
  if (trouble != json::Trouble::none || !table.is_object()) {
    json_ = "{}";
    return;
  }
  json::append_compact(json_, json);
  for (json::Value name = table.first(); name.at() != table.end(); name = name.next().next()) {
    if (!name.next().is_text()) continue;
    names_.push_back(std::string(front) += name.text());
    frame_.view(names_.back(), name.next().text());
  }
}

std::string_view PageWords::word(std::string_view key) const {
  const Frame::Slot *const slot = frame_.find(std::string(front) += key);
  return slot ? slot->value() : std::string_view();
}

std::string PageWords::say(std::string_view key, Places places) const {
  std::string_view rest = word(key);
  std::string out;
  for (;;) {
    const size_t open = rest.find('{'), close = rest.find('}', open);
    if (close == rest.npos) return out += rest;
    const std::string_view name = rest.substr(open + 1, close - open - 1);
    const auto *place = places.begin();
    while (place != places.end() && place->first != name) ++place;
    out += rest.substr(0, open);
    out += place == places.end() ? rest.substr(open, close + 1 - open) : place->second;
    rest.remove_prefix(close + 1);
  }
}

} // namespace tenon::web
