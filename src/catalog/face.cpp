// face.cpp - checking the words that all kinds of entries share, and writing them.
#include "catalog/face.hpp"
#include "catalog/icons.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"

namespace tenon::catalog {
namespace {

// RFC 6749 section 3.3, scope-token: printable ASCII without space, quote and backslash.
bool is_scope_letter(char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\'; }

bool append_scopes(std::string &out, std::string_view text) {
  for (const char c : text) {
    if (c != ' ') {
      if (!is_scope_letter(c)) return false;
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return true;
}

std::string meta_trouble(const json::Value &root) { return root.is_object() ? "" : ": is not an object"; }

std::optional<Refusal> read_json(const Reading &reading, std::string_view member, std::string_view text,
                                 AnnotationsTrouble trouble_of, std::string &out) {
  if (text.empty()) return std::nullopt;
  if (auto refusal = reading.parse(member, text)) return refusal;
  const std::string trouble = trouble_of(reading.reader.root());
  if (!trouble.empty()) return reading.refuse(member, trouble);
  json::append_compact(out, text);
  return std::nullopt;
}

} // namespace

bool valid_label(std::string_view text) {
  if (text.empty() || text.size() > 256 || !json::valid_utf8(text)) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7f) return false;
    if (c == 0xc2 && static_cast<unsigned char>(text[i + 1]) < 0xa0) return false; // U+0080 to U+009F
  }
  return true;
}

Outcome<Face> read_face(const Reading &reading, const FaceWords &words, uint64_t other_bytes, AnnotationsTrouble annotations_trouble) {
  const uint64_t bytes = other_bytes + words.name.size() + words.title.size() + words.description.size() + words.annotations.size() +
                         words.icons.size() + words.meta.size() + words.required_scopes.size();
  if (bytes > reading.bounds.max_bytes)
    return reading.refuse("", tenon::words("its words are {} bytes, over max_tool_bytes", bytes), Status::limit);
  if (!json::valid_utf8(words.title)) return reading.refuse("title", ": is not UTF-8");
  if (!json::valid_utf8(words.description)) return reading.refuse("description", ": is not UTF-8");

  Face face;
  face.name = words.name;
  face.title = words.title;
  face.description = words.description;
  if (!append_scopes(face.required_scopes, words.required_scopes))
    return reading.refuse("required_scopes", ": has a character that no scope has (RFC 6749 section 3.3)");
  if (auto refusal = read_json(reading, "annotations", words.annotations, annotations_trouble, face.annotations)) return *refusal;
  if (auto refusal = read_json(reading, "icons", words.icons, icons_trouble, face.icons)) return *refusal;
  if (auto refusal = read_json(reading, "meta", words.meta, meta_trouble, face.meta)) return *refusal;
  return face;
}

void open_entry(std::string &out, const Face &face, const Shown &shown) {
  out += "{\"name\":";
  json::append_text(out, face.name);
  if (shown.titles) append_text_member(out, "title", face.title);
  append_text_member(out, "description", face.description);
}

void close_entry(std::string &out, const Face &face, const Shown &shown, bool annotations) {
  if (annotations) append_json_member(out, "annotations", face.annotations);
  if (shown.icons) append_json_member(out, "icons", face.icons);
  if (shown.meta) append_json_member(out, "_meta", face.meta);
  out += '}';
}

void append_text_member(std::string &out, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  append_json_member(out, name, "\"");
  json::append_escaped(out, text);
  out += '"';
}

void append_json_member(std::string &out, std::string_view name, std::string_view json) {
  if (json.empty()) return;
  out += ",\"";
  out += name;
  out += "\":";
  out += json;
}

} // namespace tenon::catalog
