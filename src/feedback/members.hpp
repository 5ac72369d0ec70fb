// members.hpp - writes the members of one JSON object, commas included.
#pragma once
#include "json/writer.hpp"
#include <string>
#include <string_view>

namespace tenon::feedback {

class Members final {
public:
  explicit Members(std::string &out) : out_(out) { out_ += '{'; }
  Members(std::string &out, std::string_view name) : out_(out) { // a member of the object that is being written into `out`
    json::append_text(out_, name);
    out_ += ":{";
  }

  Members &text(std::string_view name, std::string_view value) { at(name); json::append_text(out_, value); return *this; }
  Members &text_if(std::string_view name, std::string_view value) { return value.empty() ? *this : text(name, value); }
  Members &integer(std::string_view name, int64_t value) { at(name); json::append_integer(out_, value); return *this; }
  Members &integer_if(std::string_view name, int64_t value) { return value == 0 ? *this : integer(name, value); }
  Members &truth(std::string_view name, bool value) { at(name); out_ += value ? "true" : "false"; return *this; }
  Members &truth_if(std::string_view name, bool value) { return value ? truth(name, true) : *this; }
  Members &raw(std::string_view name, std::string_view json) { at(name); out_ += json; return *this; }
  Members &raw_if(std::string_view name, std::string_view json) { return json.empty() ? *this : raw(name, json); }
  Members &raw_members(std::string_view members) { // "\"a\":1,\"b\":2"
    if (members.empty()) return *this;
    comma();
    out_ += members;
    return *this;
  }
  // The name alone; the caller appends the value.
  std::string &value_of(std::string_view name) { at(name); return out_; }
  void close() { out_ += '}'; }

private:
  void comma() { if (out_.back() != '{') out_ += ','; }
  void at(std::string_view name) {
    comma();
    json::append_text(out_, name);
    out_ += ':';
  }
  std::string &out_;
};

// Writes an array: `each` appends the value of one element.
template <class List, class Each> void append_list(std::string &out, const List &list, Each each) {
  out += '[';
  for (const auto &element : list) {
    if (out.back() != '[') out += ',';
    each(element);
  }
  out += ']';
}

} // namespace tenon::feedback
