// read_desk.cpp - resources/read: a content that is known, a resource's own handler, or the first template that matches.
#include "engine/call_desk.hpp"
#include "engine/server.hpp"
#include "json/writer.hpp"
#include "protocol/resources.hpp"

namespace tenon::engine {
namespace {

void answer_fixed(const Errand &errand, const catalog::Resource &resource) {
  const protocol::Freshness freshness{resource.ttl_ms, resource.shared};
  std::string text;
  if (resource.is_text) protocol::append_text_contents(text, errand.message.raw_id, errand.dressing(), freshness, resource.uri, resource.mime_type, resource.fixed);
  else protocol::append_blob_contents(text, errand.message.raw_id, errand.dressing(), freshness, resource.uri, resource.mime_type, resource.fixed);
  errand.answer(200, text);
}

// {"id":"123"} out of test://{id}
std::string object_of(const std::vector<std::pair<std::string, std::string>> &variables) {
  std::string out = "{";
  for (const auto &[name, value] : variables) {
    if (out.size() > 1) out += ',';
    json::append_text(out, name);
    out += ':';
    json::append_text(out, value);
  }
  return out += '}';
}

} // namespace

void read_resource(const Errand &errand) {
  protocol::Read wanted;
  if (const auto refused = protocol::read_resource_read(errand.params, wanted)) return errand.answer_fault(refused->http_status, refused->fault);
  Server &server = errand.server();
  Asked asked;
  asked.purpose = Purpose::read;
  asked.uri = wanted.uri;
  asked.reader = &errand.bench->reader;
  asked.arguments = server.empty_object();
  asked.offered = server.resources().find(wanted.uri);
  if (asked.offered) {
    if (!may_use(errand, *asked.offered)) return;
    if (asked.offered->resource()->is_fixed) return answer_fixed(errand, *asked.offered->resource());
    asked.name = asked.offered->face().name;
    return call(errand, asked, {});
  }
  std::vector<std::pair<std::string, std::string>> variables;
  const auto patterns = server.templates().snapshot();
  for (const auto &numbered : patterns->entries) {
    if (!numbered.entry->resource_template()->uri_template.match(wanted.uri, variables)) continue;
    asked.offered = numbered.entry;
    if (!may_use(errand, *asked.offered)) return;
    asked.name = asked.offered->face().name;
    asked.arguments_bench = server.benches().lend();
    asked.arguments_bench->keep(object_of(variables));
    asked.arguments_bench->parse(4);
    asked.arguments_json = asked.arguments_bench->text();
    asked.reader = &asked.arguments_bench->reader;
    asked.arguments = asked.reader->root();
    asked.arguments_span = asked.reader->whole();
    return call(errand, asked, {});
  }
  errand.answer_fault(200, protocol::resource_not_found(errand.revision, wanted.uri));
}

} // namespace tenon::engine
