// header_params.cpp - one walk through the whole schema, since an x-mcp-header in the wrong place makes the tool invalid.
#include "catalog/header_params.hpp"
#include "ground/words.hpp"
#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace tenon::catalog {
namespace {

constexpr std::string_view annotation = "x-mcp-header";

template <size_t N> bool is_one_of(std::string_view word, const std::string_view (&list)[N]) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

// Under these stands data, in which a name means nothing.
bool holds_data(std::string_view keyword) {
  constexpr std::string_view list[] = {"const", "default", "enum", "examples"};
  return is_one_of(keyword, list);
}

// Under these stand schemas by names of the author's choice: no name there is a keyword.
bool holds_named_schemas(std::string_view keyword) {
  constexpr std::string_view list[] = {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"};
  return is_one_of(keyword, list);
}

// RFC 9110 section 5.6.2.
bool is_token(std::string_view word) {
  for (const char c : word) {
    const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
    if (!fine) return false;
  }
  return !word.empty();
}

std::string in_lower_case(std::string_view word) {
  std::string out(word);
  for (char &c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool read_type(const json::Value &schema, HeaderParam::Type &out) {
  const json::Value type = schema.find("type");
  if (!type.is_text()) return false;
  if (type.text() == "string") out = HeaderParam::Type::text;
  else if (type.text() == "integer") out = HeaderParam::Type::integer;
  else if (type.text() == "boolean") out = HeaderParam::Type::truth;
  else return false;
  return true;
}

// The walk keeps its own stack: how deep a schema goes is the host's choice.
class Walk {
public:
  explicit Walk(std::vector<HeaderParam> &found) : found_(found) {}

  // Empty, or the trouble.
  std::string run(const json::Value &root) {
    enter(root, Place::schema, true);
    while (!stack_.empty()) {
      Frame &frame = stack_.back();
      if (frame.next.at() == frame.container.end()) {
        stack_.pop_back();
        continue;
      }
      const std::string trouble = frame.place == Place::list ? element(frame) : member(frame);
      if (!trouble.empty()) return trouble;
    }
    return {};
  }

private:
  enum class Place : uint8_t { schema, named_schemas, list };
  struct Frame {
    json::Value container, next; // next: the name or element to look at
    json::Value name;            // of the member that the walk is in
    size_t count;                // of the elements that it has passed
    Place place;
    bool reachable; // from the root through `properties` alone
  };

  void enter(const json::Value &value, Place place, bool reachable) {
    if (value.is_object()) stack_.push_back({value, value.first(), {}, 0, place, reachable});
    else if (value.is_array()) stack_.push_back({value, value.first(), {}, 0, Place::list, false});
  }

  std::string element(Frame &frame) {
    const json::Value value = frame.next;
    frame.next = value.next();
    ++frame.count;
    enter(value, Place::schema, false);
    return {};
  }

  std::string member(Frame &frame) {
    const json::Value name = frame.next, value = name.next();
    frame.next = value.next();
    frame.name = name;
    if (frame.place == Place::named_schemas) {
      enter(value, Place::schema, frame.reachable);
      return {};
    }
    const std::string_view keyword = name.text();
    if (keyword == annotation) return note(frame, value);
    if (holds_data(keyword)) return {};
    const bool named = holds_named_schemas(keyword);
    enter(value, named ? Place::named_schemas : Place::schema, frame.reachable && keyword == "properties");
    return {};
  }

  std::string note(const Frame &frame, const json::Value &value) {
    if (!frame.reachable) return trouble("only a property that is reached through \"properties\" alone can have one");
    if (stack_.size() == 1) return trouble("only a property can have one");
    if (!value.is_text() || !is_token(value.text())) return trouble("is not a token (RFC 9110 section 5.6.2)");
    HeaderParam param{in_lower_case(value.text()), path(), {}};
    if (!read_type(frame.container, param.type)) return trouble("only a \"type\" of \"string\", \"integer\" or \"boolean\" can have one");
    if (!seen_.insert(param.header).second) return trouble(words("\"{}\" is taken, in this or another case", value.text()));
    found_.push_back(std::move(param));
    return {};
  }

  std::vector<std::string> path() const {
    std::vector<std::string> names;
    for (const Frame &frame : stack_)
      if (frame.place == Place::named_schemas) names.emplace_back(frame.name.text());
    return names;
  }

  // As a JSON Pointer from the schema's root.
  std::string trouble(std::string_view why) const {
    std::string out;
    for (const Frame &frame : stack_) {
      out += '/';
      if (frame.place == Place::list) out += std::to_string(frame.count - 1);
      else append_pointer(out, frame.name.text());
    }
    out += ": ";
    out += why;
    return out;
  }

  static void append_pointer(std::string &out, std::string_view name) {
    for (const char c : name) {
      if (c == '~') out += "~0";
      else if (c == '/') out += "~1";
      else out += c;
    }
  }

  std::vector<Frame> stack_;
  std::vector<HeaderParam> &found_;
  std::unordered_set<std::string> seen_; // headers, in lower case
};

} // namespace

std::string read_header_params(const json::Value &input_schema, std::vector<HeaderParam> &out) { return Walk(out).run(input_schema); }

} // namespace tenon::catalog
