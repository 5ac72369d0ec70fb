// listen_desk.cpp - subscriptions/listen, and resources/subscribe of the older revisions.
#include "engine/errand.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "ground/words.hpp"
#include "protocol/client_can.hpp"
#include "protocol/resources.hpp"
#include "protocol/subscriptions.hpp"

namespace tenon::engine {
namespace {

enum class Sight : uint8_t { visible, hidden, nowhere };

Sight look(Server &server, std::string_view uri, const access::Principal &who) {
  const auto sight = [&](const Offered &entry) { return entry.suits(who) ? Sight::visible : Sight::hidden; };
  if (const Ref<Offered> resource = server.resources().find(uri)) return sight(*resource);
  std::vector<std::pair<std::string, std::string>> variables;
  const auto patterns = server.templates().snapshot();
  for (const auto &numbered : patterns->entries)
    if (numbered.entry->resource_template()->uri_template.match(uri, variables)) return sight(*numbered.entry);
  return Sight::nowhere;
}

// What of the filter is honoured: nothing that is not offered, no resource that the caller may not read, no task of another.
protocol::Filter honour(const Errand &errand, protocol::Filter wanted) {
  Server &server = errand.server();
  const bool resources = server.offers(protocol::offers_resources);
  wanted.prompts = wanted.prompts && server.offers(protocol::offers_prompts);
  wanted.resources = wanted.resources && resources;
  const auto drop = [](std::vector<std::string> &from, auto unless) {
    size_t kept = 0;
    for (std::string &each : from)
      if (unless(each)) from[kept++].swap(each);
    from.resize(kept);
  };
  drop(wanted.uris, [&](const std::string &uri) { return resources && look(server, uri, errand.exchange.principal()) != Sight::hidden; });
  drop(wanted.task_ids, [&](const std::string &id) {
    const Ref<Task> task = server.tasks().find(id);
    return task && task->belongs_to(errand.exchange.principal().owner);
  });
  return wanted;
}

} // namespace

void listen(const Errand &errand) {
  Server &server = errand.server();
  protocol::Filter filter;
  if (const auto refused = protocol::read_filter(errand.params.notifications.value, server.limits().max_subscriptions, filter))
    return errand.answer_fault(refused->http_status, refused->fault);
  if (!filter.task_ids.empty() && !(errand.client_can & protocol::can_tasks))
    return errand.answer_fault(400, protocol::not_capable(errand.revision, protocol::can_tasks));
  if (server.ending()) return errand.answer_fault(503, {jsonrpc::server_error, "Server is shutting down", ""});
  filter = honour(errand, std::move(filter));
  auto listener = Ref<Listener>::adopt(new Listener);
  listener->modern = true;
  listener->raw_id = errand.message.raw_id;
  listener->owner = errand.exchange.principal().owner;
  listener->tools = filter.tools;
  listener->prompts = filter.prompts;
  listener->resources = filter.resources;
  std::string acknowledged;
  protocol::append_acknowledged(acknowledged, errand.message.raw_id, filter);
  listener->uris = std::move(filter.uris);
  listener->task_ids = std::move(filter.task_ids);
  if (errand.span) server.end_span(errand.span, "", 0, errand.now); // what is traced is that it began
  errand.span = 0;
  switch (errand.exchange.begin_listening(std::move(listener), acknowledged, server.limits().max_listens, errand.now)) {
  case Registered::yes:
  case Registered::closed: return;
  case Registered::same_id:
    return errand.answer_fault(400, {jsonrpc::invalid_request, "Invalid Request: this id is in use by a call that is not answered yet", ""});
  default: return errand.answer_fault(429, {jsonrpc::server_error, "Too many subscriptions", ""});
  }
}

void subscribe(const Errand &errand, bool on) {
  protocol::Read wanted;
  if (const auto refused = protocol::read_resource_read(errand.params, wanted)) return errand.answer_fault(refused->http_status, refused->fault);
  Server &server = errand.server();
  const Ref<Listener> listener = errand.session ? errand.session->listener() : errand.exchange.legacy_listener(true);
  if (!listener) return errand.answer_fault(200, {jsonrpc::server_error, "Too many subscriptions", ""});
  if (!on) {
    server.listeners().unwatch(*listener, wanted.uri);
    return errand.answer_result("{}");
  }
  if (look(server, wanted.uri, errand.exchange.principal()) != Sight::visible)
    return errand.answer_fault(200, protocol::resource_not_found(errand.revision, wanted.uri));
  bool room = true;
  server.listeners().watch(*listener, wanted.uri, server.limits().max_subscriptions, room);
  if (!room) return errand.answer_fault(200, {jsonrpc::server_error, words("Too many subscriptions: at most {}", server.limits().max_subscriptions), ""});
  errand.answer_result("{}");
}

} // namespace tenon::engine
