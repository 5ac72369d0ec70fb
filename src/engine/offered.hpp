// offered.hpp - an entry of the catalog: its words, its compiled schemas, and the host's functions behind it.
#pragma once
#include "access/needs.hpp"
#include "catalog/prompt.hpp"
#include "catalog/resource.hpp"
#include "catalog/tool.hpp"
#include "engine/host.hpp"
#include "ground/ref.hpp"
#include "schema/schema.hpp"
#include <memory>
#include <variant>

namespace tenon::engine {

// Dies, and drops the host's user, when the catalog and the last outstanding call have let go of it.
struct Offered final : Counted {
  std::variant<catalog::Tool, catalog::Resource, catalog::ResourceTemplate, catalog::Prompt> words;
  std::shared_ptr<const schema::Schema> input, output; // of tools; output may be missing
  access::Needs needs; // of whoever uses it
  std::string needs_words; // the same as one text
  Handler handler;

  const catalog::Tool *tool() const { return std::get_if<catalog::Tool>(&words); }
  const catalog::Resource *resource() const { return std::get_if<catalog::Resource>(&words); }
  const catalog::ResourceTemplate *resource_template() const { return std::get_if<catalog::ResourceTemplate>(&words); }
  const catalog::Prompt *prompt() const { return std::get_if<catalog::Prompt>(&words); }
  const catalog::Face &face() const {
    return *std::visit([](const auto &w) { return &w.face; }, words);
  }
  // By what it is looked up: name, URI or URI template.
  std::string_view name() const {
    if (const auto *r = resource()) return r->uri;
    if (const auto *t = resource_template()) return t->uri_template.text();
    return face().name;
  }
  void require(access::Needs required) {
    needs = std::move(required);
    needs_words.clear();
    if (needs.nothing()) return;
    needs_words.append(needs.scopes()).append(1, '\n').append(needs.permissions());
    for (const std::string &role : needs.roles()) needs_words.append(1, '\n').append(role);
  }
  std::string_view needs_text() const { return needs_words; }
  bool suits(const access::Principal &who) const { return needs_words.empty() || needs.met_by(who) == access::Reason::accepted; }
  void unreferenced() { delete this; }
};

} // namespace tenon::engine
