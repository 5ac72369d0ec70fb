// face.hpp - what every entry of the catalog has: a name, words for people and for the model, icons, and who may see it.
#pragma once
#include "catalog/reading.hpp"
#include "catalog/shown.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tenon::catalog {

// The host's words, as they came.
struct FaceWords {
  std::string_view name = {}, title = {}, description = {}, annotations = {}, icons = {}, meta = {}, required_scopes = {};
};

// Valid words: texts are UTF-8, JSON stands on one line, scopes have single spaces between them.
struct Face {
  std::string name, title, description, annotations, icons, meta, required_scopes;
};

// Names of prompts, of their arguments, and of resources: 1 to 256 bytes of UTF-8, no control characters.
bool valid_label(std::string_view);
inline constexpr std::string_view label_words = "1 to 256 bytes of UTF-8 without control characters";

// What is allowed as `annotations`, which differs from kind to kind (annotations.hpp).
using AnnotationsTrouble = std::string (*)(const json::Value &);

// `name` has been checked. `other_bytes`: of the entry's words that are not part of the face, but count.
Outcome<Face> read_face(const Reading &, const FaceWords &, uint64_t other_bytes, AnnotationsTrouble);

// An entry in a list: what it begins with (`{"name":"add","title":"Add"`) and what it ends with (`,"icons":[...]}`).
void open_entry(std::string &out, const Face &, const Shown &);
void close_entry(std::string &out, const Face &, const Shown &, bool annotations);

// ,"name":"text", unless the text is empty; and the same for text that is JSON already.
void append_text_member(std::string &out, std::string_view name, std::string_view text);
void append_json_member(std::string &out, std::string_view name, std::string_view json);

} // namespace tenon::catalog
