// catalog.cpp - the C functions that put entries on offer and take them back.
#include "abi/doorway.hpp"
#include "abi/host.hpp"
#include "abi/record.hpp"
#include "abi/texts.hpp"
#include "json/writer.hpp"
#include <cstddef>
#include <initializer_list>

using namespace tenon;
using namespace tenon::abi;

namespace {

// Who may see and use the entry. Its scopes are checked with the entry's other words, which say more about them.
template <class Record> Status read_needs(const Record &r, engine::Offered &offered, std::string &why) {
  std::vector<std::string_view> roles;
  for (size_t i = 0; i < r.required_role_count; ++i) {
    if (!sound(r.required_roles[i])) return why = "required_roles: a text is NULL but has a length", Status::invalid;
    roles.push_back(unwrap(r.required_roles[i]));
  }
  auto needs = access::Needs::make(unwrap(r.required_scopes), roles, unwrap(r.required_permissions));
  if (!needs) return why = needs.refusal().text, needs.refusal().status;
  offered.require(std::move(*needs));
  return Status::ok;
}

template <class Record> const char *check_needs(const Record &r) {
  if (!sound(r.required_permissions) || (!r.required_roles && r.required_role_count > 0)) return ": required_roles or required_permissions is NULL but has a length";
  return r.required_role_count > access::max_roles ? ": more than 64 required_roles" : nullptr;
}

// What all four do: read the record of any age, see to its drop, check, and let `add` hand it to the server.
template <class Record, class Check, class Add>
tenon_status offer(tenon_server *server, const Record *given, size_t oldest, const char *kind, tenon_error *error, Check check, Add add) {
  Record record{};
  const Status read = read_record(given, oldest, record);
  engine::Dropper dropper(record.user, record.drop);
  const auto refuse = [&](Status status, const char *why) { return explain(error, status, std::string(kind) + why); };
  if (!server || !given) return refuse(Status::invalid, ": it or the server is NULL");
  if (read != Status::ok) return refuse(read, ": wrong size");
  if (const char *wrong = check(record)) return refuse(Status::invalid, wrong);
  if (const char *wrong = check_needs(record)) return refuse(Status::invalid, wrong);
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    auto offered = Ref<engine::Offered>::adopt(new engine::Offered);
    std::string why;
    Status status = read_needs(record, *offered, why);
    if (status != Status::ok) return explain(error, status, std::string(kind) + ": " + why), status;
    dropper.forget(); // the entry takes over
    status = add(s, std::move(offered), record, why);
    if (status != Status::ok) explain(error, status, why);
    return status;
  });
}

const char *check_tool(const tenon_tool &t) {
  if (!t.run) return ": run is NULL";
  const bool fine = all_sound({t.name, t.title, t.description, t.input_schema, t.annotations, t.output_schema, t.icons, t.meta, t.required_scopes});
  if (!fine) return ": a text is NULL but has a length";
  return t.task_support > TENON_TASK_BY_HANDLER ? ": task_support is none of TENON_TASK_*" : nullptr;
}

tenon_status put_tool(tenon_server *server, const tenon_tool *tool, bool replace, tenon_error *error) {
  return offer(server, tool, offsetof(tenon_tool, output_schema), "tool", error, check_tool,
               [replace](engine::Server &s, Ref<engine::Offered> offered, const tenon_tool &t, std::string &why) {
                 offered->handler = read_handler(t.user, t.drop, t.run, nullptr);
                 return s.add_tool(std::move(offered),
                                   {unwrap(t.name), unwrap(t.title), unwrap(t.description), unwrap(t.input_schema), unwrap(t.annotations),
                                    unwrap(t.output_schema), unwrap(t.icons), unwrap(t.meta), unwrap(t.required_scopes), t.task_support},
                                   replace, why);
               });
}

template <class Shelf> tenon_status remove(tenon_server *server, tenon_str name, Shelf shelf) {
  if (!server || !sound(name)) return TENON_INVALID;
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] { return s.remove(shelf(s), unwrap(name)); });
}

template <class Record> catalog::FaceWords face_of(const Record &r, tenon_str annotations) {
  return {unwrap(r.name), unwrap(r.title), unwrap(r.description), unwrap(annotations), unwrap(r.icons), unwrap(r.meta), unwrap(r.required_scopes)};
}

} // namespace

extern "C" {

tenon_status tenon_server_add_tool(tenon_server *server, const tenon_tool *tool, tenon_error *error) { return put_tool(server, tool, false, error); }

tenon_status tenon_server_replace_tool(tenon_server *server, const tenon_tool *tool, tenon_error *error) { return put_tool(server, tool, true, error); }

tenon_status tenon_server_remove_tool(tenon_server *server, tenon_str name) {
  return remove(server, name, [](engine::Server &s) -> engine::Shelf & { return s.tools(); });
}

tenon_status tenon_server_add_resource(tenon_server *server, const tenon_resource *resource, tenon_error *error) {
  const auto check = [](const tenon_resource &r) -> const char * {
    if (!all_sound({r.uri, r.name, r.title, r.description, r.mime_type, r.annotations, r.icons, r.meta, r.required_scopes, r.text, r.blob}))
      return ": a text is NULL but has a length";
    if (r.text.data && r.blob.data) return ": text and blob are both given";
    if (!r.read && !r.text.data && !r.blob.data) return ": neither read nor text nor blob is given";
    return r.shared > 1 ? ": shared is 0 or 1" : nullptr;
  };
  return offer(server, resource, offsetof(tenon_resource, required_roles), "resource", error, check,
               [](engine::Server &s, Ref<engine::Offered> offered, const tenon_resource &r, std::string &why) {
                 offered->handler = read_handler(r.user, r.drop, r.read, nullptr);
                 catalog::ResourceWords words;
                 words.face = face_of(r, r.annotations);
                 words.uri = unwrap(r.uri);
                 words.mime_type = unwrap(r.mime_type);
                 words.text = unwrap(r.text);
                 words.blob = unwrap(r.blob);
                 words.has_text = r.text.data != nullptr;
                 words.has_blob = r.blob.data != nullptr;
                 words.content_bytes = r.content_bytes;
                 words.ttl_ms = r.ttl_ms;
                 words.shared = r.shared == 1;
                 return s.add_resource(std::move(offered), words, why);
               });
}

tenon_status tenon_server_remove_resource(tenon_server *server, tenon_str uri) {
  return remove(server, uri, [](engine::Server &s) -> engine::Shelf & { return s.resources(); });
}

tenon_status tenon_server_resource_updated(tenon_server *server, tenon_str uri, tenon_now now) {
  if (!server || !sound(uri) || !json::valid_utf8(unwrap(uri))) return TENON_INVALID;
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    s.resource_updated(unwrap(uri), s.at(unwrap(now)));
    return Status::ok;
  });
}

tenon_status tenon_server_add_resource_template(tenon_server *server, const tenon_resource_template *resource_template, tenon_error *error) {
  const auto check = [](const tenon_resource_template &t) -> const char * {
    if (!t.read) return ": read is NULL";
    if (!all_sound({t.uri_template, t.name, t.title, t.description, t.mime_type, t.annotations, t.icons, t.meta, t.required_scopes}))
      return ": a text is NULL but has a length";
    return t.shared > 1 ? ": shared is 0 or 1" : nullptr;
  };
  return offer(server, resource_template, offsetof(tenon_resource_template, required_roles), "resource template", error, check,
               [](engine::Server &s, Ref<engine::Offered> offered, const tenon_resource_template &t, std::string &why) {
                 offered->handler = read_handler(t.user, t.drop, t.read, t.complete);
                 catalog::TemplateWords words;
                 words.face = face_of(t, t.annotations);
                 words.uri_template = unwrap(t.uri_template);
                 words.mime_type = unwrap(t.mime_type);
                 words.ttl_ms = t.ttl_ms;
                 words.shared = t.shared == 1;
                 return s.add_template(std::move(offered), words, why);
               });
}

tenon_status tenon_server_remove_resource_template(tenon_server *server, tenon_str uri_template) {
  return remove(server, uri_template, [](engine::Server &s) -> engine::Shelf & { return s.templates(); });
}

tenon_status tenon_server_add_prompt(tenon_server *server, const tenon_prompt *prompt, tenon_error *error) {
  const auto check = [](const tenon_prompt &p) -> const char * {
    if (!p.get) return ": get is NULL";
    return all_sound({p.name, p.title, p.description, p.arguments, p.icons, p.meta, p.required_scopes}) ? nullptr : ": a text is NULL but has a length";
  };
  return offer(server, prompt, offsetof(tenon_prompt, required_roles), "prompt", error, check,
               [](engine::Server &s, Ref<engine::Offered> offered, const tenon_prompt &p, std::string &why) {
                 offered->handler = read_handler(p.user, p.drop, p.get, p.complete);
                 return s.add_prompt(std::move(offered), {face_of(p, {nullptr, 0}), unwrap(p.arguments)}, why);
               });
}

tenon_status tenon_server_remove_prompt(tenon_server *server, tenon_str name) {
  return remove(server, name, [](engine::Server &s) -> engine::Shelf & { return s.prompts(); });
}

tenon_status tenon_server_add_schema(tenon_server *server, tenon_str uri, tenon_str schema, tenon_error *error) {
  if (!server || !sound(uri) || !sound(schema)) return explain(error, Status::invalid, "schema: NULL");
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    std::string why;
    const Status status = s.add_schema(unwrap(uri), unwrap(schema), why);
    if (status != Status::ok) explain(error, status, why);
    return status;
  });
}

tenon_status tenon_server_set_seal_keys(tenon_server *server, const tenon_str *keys, size_t count, tenon_error *error) {
  if (!server || !keys || count == 0 || count > 8) return explain(error, Status::invalid, "seal keys: 1 to 8 of them");
  std::string_view secrets[8];
  for (size_t i = 0; i < count; ++i) {
    if (!sound(keys[i])) return explain(error, Status::invalid, "seal keys: one is NULL but has a length");
    secrets[i] = unwrap(keys[i]);
  }
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    auto made = crypto::SealKeys::make({secrets, count});
    if (!made) {
      explain(error, made.refusal().status, made.refusal().text);
      return made.refusal().status;
    }
    s.set_seal_keys(std::move(*made));
    return Status::ok;
  });
}

} // extern "C"
