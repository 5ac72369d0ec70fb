// reply_answer.cpp - what a handler said, as the response of its method and revision.
#include "engine/reply.hpp"
#include "engine/server.hpp"
#include "protocol/completion.hpp"
#include "protocol/content.hpp"
#include "protocol/prompts.hpp"
#include "protocol/resources.hpp"
#include "protocol/tools.hpp"

namespace tenon::engine {
namespace {

using Kind = Words::Kind;

struct ResourceFacts {
  protocol::Freshness freshness;
  std::string_view mime_type;
};

ResourceFacts facts_of(const Reply::Origin &of) {
  ResourceFacts facts{{0, false}, {}};
  if (const auto *resource = of.offered->resource()) facts = {{resource->ttl_ms, resource->shared}, resource->mime_type};
  else if (const auto *pattern = of.offered->resource_template()) facts = {{pattern->ttl_ms, pattern->shared}, pattern->mime_type};
  if (!of.cacheable) facts.freshness = {0, false};
  return facts;
}

void append_read(std::string &out, const Reply::Origin &of, const protocol::Dressing &dressing, const Words &words) {
  const ResourceFacts facts = facts_of(of);
  if (words.kind == Kind::text) return protocol::append_text_contents(out, of.raw_id, dressing, facts.freshness, of.uri, facts.mime_type, words.text);
  if (words.kind == Kind::blob)
    return protocol::append_blob_contents(out, of.raw_id, dressing, facts.freshness, of.uri, words.data.empty() ? facts.mime_type : words.data, words.text);
  protocol::append_resource_response(out, of.raw_id, dressing, facts.freshness, of.uri, words.text, *words.reader);
}

void append_prompt(std::string &out, const Reply::Origin &of, const protocol::Dressing &dressing, const Words &words) {
  const std::string_view description = of.offered->face().description;
  if (words.kind == Kind::text) return protocol::append_prompt_text(out, of.raw_id, dressing, description, words.text);
  const std::string adapted = protocol::adapt_prompt_result(*words.reader, of.revision);
  if (adapted.empty()) return protocol::append_prompt_response(out, of.raw_id, dressing, description, words.text, *words.reader);
  json::Reader reader;
  reader.parse_copy(adapted, json::Reader::deepest);
  protocol::append_prompt_response(out, of.raw_id, dressing, description, adapted, reader);
}

void append_tool(std::string &out, const Reply::Origin &of, const protocol::Dressing &dressing, const Words &words) {
  if (words.kind == Kind::structured) return protocol::append_structured_response(out, of.raw_id, dressing, words.text);
  if (words.kind != Kind::result) return protocol::append_text_response(out, of.raw_id, dressing, words.text, words.kind == Kind::tool_error);
  const std::string adapted = words.reader ? protocol::adapt_tool_result(*words.reader, of.revision) : std::string();
  protocol::append_tool_response(out, of.raw_id, dressing, adapted.empty() ? words.text : std::string_view(adapted));
}

} // namespace

void Reply::append_answer(std::string &out, const Words &words) const {
  const protocol::Dressing dressing{of_.revision, of_.server->server_meta()};
  switch (words.kind) {
  case Kind::whole: out += words.text; return;
  case Kind::fault: return jsonrpc::append_error(out, of_.raw_id, {words.code, std::string(words.text), std::string(words.data)});
  case Kind::not_found: return jsonrpc::append_error(out, of_.raw_id, protocol::resource_not_found(of_.revision, of_.uri));
  default: break;
  }
  if (of_.purpose == Purpose::tool) return append_tool(out, of_, dressing, words);
  if (words.kind == Kind::tool_error) return jsonrpc::append_error(out, of_.raw_id, {jsonrpc::internal_error, std::string(words.text), ""});
  if (of_.purpose == Purpose::read) return append_read(out, of_, dressing, words);
  if (of_.purpose == Purpose::prompt) return append_prompt(out, of_, dressing, words);
  if (words.kind == Kind::text) return protocol::append_one_completion(out, of_.raw_id, dressing, words.text);
  protocol::append_completion(out, of_.raw_id, dressing, words.text);
}

} // namespace tenon::engine
