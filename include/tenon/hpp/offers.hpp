// offers.hpp - how what is on offer is described: names, texts and arguments of tools, resources, templates and prompts.
#ifndef TENON_HPP_OFFERS_HPP
#define TENON_HPP_OFFERS_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <vector>

namespace tenon {
inline namespace hpp {

// The name of an argument, and what it means for whoever fills it in.
struct arg {
  std::string_view name, description;
  constexpr arg(const char *name_, std::string_view description_ = {}) : name(name_), description(description_) {}
};

// One per parameter of the handler, in its order: args("a", "b") or args(arg("a", "The first."), "b").
template <class... Names> constexpr std::array<arg, sizeof...(Names)> args(const Names &...names) {
  return {{arg(names)...}};
}

// Instead of args: a JSON Schema in your own words. The handler then takes the call and reads what it needs from it.
struct schema {
  std::string text;
};

// In all of these: icons is a JSON array of Icon; annotations and meta are JSON objects; required_scopes are separated by
// spaces: who lacks one neither sees nor uses it. What is left empty is left out.

struct tool_info {
  std::string name = {}, description = {}, title = {};
  std::string annotations = {};   // ToolAnnotations
  std::string output_schema = {}; // of structured content, which is checked against it
  std::string icons = {}, meta = {}, required_scopes = {}, required_permissions = {};
  std::vector<std::string> required_roles = {}; // one of them
  std::uint64_t task_support = TENON_TASK_NEVER; // TENON_TASK_*
};

struct resource_info {
  std::string uri = {}, name = {}, description = {}, mime_type = {}, title = {};
  std::string annotations = {}; // audience, priority, lastModified
  std::string icons = {}, meta = {}, required_scopes = {}, required_permissions = {};
  std::vector<std::string> required_roles = {}; // one of them
  std::uint64_t content_bytes = 0; // told to clients; of fixed content it is known
  std::uint64_t ttl_ms = 0;        // how long clients may take the content for fresh
  bool shared = false;             // the same for everybody, whoever asks: proxies may keep it
};

struct template_info {
  std::string uri_template = {}, name = {}, description = {}, mime_type = {}, title = {}; // RFC 6570, levels 1 to 3
  std::string annotations = {};
  std::string icons = {}, meta = {}, required_scopes = {}, required_permissions = {};
  std::vector<std::string> required_roles = {}; // one of them
  std::uint64_t ttl_ms = 0;
  bool shared = false;
};

struct prompt_info {
  std::string name = {}, description = {}, title = {};
  std::string icons = {}, meta = {}, required_scopes = {}, required_permissions = {};
  std::vector<std::string> required_roles = {}; // one of them
};

} // namespace hpp
} // namespace tenon
#endif
