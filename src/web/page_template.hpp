// page_template.hpp - the small language of our templates: slots, raw slots, sections and lists, as docs/page.md tells it.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::web {

// Names of slots and what is put into them. Names outlive the frame; each is given once.
class Frame final {
public:
  Frame &text(std::string_view name, std::string value);
  Frame &view(std::string_view name, std::string_view value); // of a text that outlives the frame
  Frame &flag(std::string_view name, bool set) { return view(name, set ? "1" : ""); }
  Frame &list(std::string_view name, std::vector<Frame> entries);

  struct Slot {
    std::string_view name, view;
    std::string text;
    std::vector<Frame> entries;
    enum class Kind : unsigned char { text, view, list } kind = Kind::text;

    std::string_view value() const { return kind == Kind::text ? std::string_view(text) : view; } // "" of a list
    bool filled() const { return kind == Kind::list ? !entries.empty() : !value().empty(); }
  };
  const Slot *find(std::string_view name) const; // null: there is none

private:
  std::vector<Slot> slots_;
};

// Frames around each other; a slot is looked for in the innermost first.
struct Scope {
  const Frame &frame;
  const Scope *outer = nullptr;
};

inline constexpr int deepest_section = 16; // sections inside each other; what is deeper is left out

// Any text is a template: what is no token stays as it is, and a section without end goes to the end.
void append_filled(std::string &out, std::string_view text, const Scope &scope);

// Text that is safe between tags and in quoted attributes.
void append_html(std::string &out, std::string_view text);

} // namespace tenon::web
