// related_task.cpp - puts the name of a task into the _meta of objects that others wrote.
#include "protocol/related_task.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"
#include <new>

namespace tenon::protocol {
namespace {

constexpr std::string_view key = "io.modelcontextprotocol/related-task";

// Members of `object`, each behind a comma, without the one called `except`.
void append_members(std::string &out, const json::Reader &reader, const json::Span &object, std::string_view except) {
  for (json::Span it = reader.first_of(object); it.value; it = reader.next_of(it)) {
    if (it.name.text() == except) continue;
    out += ',';
    json::append_text(out, it.name.text());
    out += ':';
    out += it.raw;
  }
}

// _meta may be spelled with escapes.
bool may_have_meta(std::string_view object) {
  return object.find("_meta\"") != object.npos || object.find("\\u00") != object.npos;
}

} // namespace

void append_related_task(std::string &out, std::string_view task_id) {
  out += '"';
  out += key;
  out += "\":{\"taskId\":";
  json::append_text(out, task_id);
  out += '}';
}

void append_with_related_task(std::string &out, std::string_view object, std::string_view task_id) {
  out += "{\"_meta\":{";
  append_related_task(out, task_id);
  json::Reader reader;
  if (may_have_meta(object) && reader.parse_copy(object, json::Reader::deepest) == json::Trouble::memory) throw std::bad_alloc();
  if (!reader.root()) {
    const std::string_view rest = object.substr(object.find('{') + 1);
    out += rest.find_first_not_of(' ') == rest.find('}') ? "}" : "},";
    out += rest;
    return;
  }
  for (json::Span it = reader.first_of(reader.whole()); it.value; it = reader.next_of(it))
    if (it.name.text() == "_meta") append_members(out, reader, it, key);
  out += '}';
  append_members(out, reader, reader.whole(), "_meta");
  out += '}';
}

} // namespace tenon::protocol
