// server_catalog.cpp - what is on offer comes, goes and changes, and whoever listens is told.
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "engine/task.hpp"
#include "ground/words.hpp"
#include "crypto/mac.hpp"
#include "protocol/changes.hpp"
#include <cstdio>

namespace tenon::engine {
namespace {

constexpr size_t most_schemas = 256;

constexpr uint32_t bit_of(Change change) { return 1u << static_cast<uint32_t>(change); }
constexpr std::string_view word_of(Change change) {
  return change == Change::tools ? "tools" : change == Change::prompts ? "prompts" : "resources";
}

schema::Limits schema_limits(const Limits &limits) {
  return {static_cast<size_t>(limits.max_schema_depth), static_cast<size_t>(limits.max_subschemas), limits.max_schema_steps};
}

template <class Words> Status take(Outcome<Words> &&read, Offered &offered, std::string &why) {
  if (!read) {
    why = read.refusal().text;
    return read.refusal().status;
  }
  offered.words = std::move(*read);
  return Status::ok;
}

} // namespace

Status Server::add_tool(Ref<Offered> tool, const catalog::ToolWords &words, bool replace, std::string &why) {
  if (const Status status = read_tool(*tool, words, why); status != Status::ok) return status;
  const bool has_tasks = tool->tool()->task_support != catalog::TaskSupport::never;
  const Status status = put(tools_, std::move(tool), limits().max_tools, replace, "tool", why);
  if (status != Status::ok) return status;
  if (has_tasks) offer(protocol::offers_tasks);
  list_changed(Change::tools);
  return status;
}

Status Server::read_tool(Offered &tool, const catalog::ToolWords &words, std::string &why) {
  const Ref<Bench> bench = benches_.lend();
  Outcome<catalog::Tool> read = catalog::read_tool(words, {limits().max_tool_bytes, limits().max_nesting}, bench->reader);
  if (!read) {
    why = read.refusal().text;
    return read.refusal().status;
  }
  std::vector<json::Reader> readers;
  std::vector<schema::Registered> registered;
  const auto known = schemas(readers, registered);
  const auto compile = [&](const char *member, std::shared_ptr<const schema::Schema> &out) {
    Outcome<std::shared_ptr<const schema::Schema>> compiled = schema::compile(bench->reader.root(), schema_limits(limits()), registered);
    if (compiled) out = std::move(*compiled);
    else why = tenon::words("tool {}: {}: {}", read->face.name, member, compiled.refusal().text);
    return compiled ? Status::ok : compiled.refusal().status;
  };
  if (const Status status = compile("input_schema", tool.input); status != Status::ok) return status;
  if (!read->output_schema.empty()) {
    if (bench->reader.parse_copy(read->output_schema, static_cast<size_t>(limits().max_nesting)) != json::Trouble::none) return Status::no_memory;
    if (const Status status = compile("output_schema", tool.output); status != Status::ok) return status;
  }
  tool.words = std::move(*read);
  return Status::ok;
}

Status Server::add_resource(Ref<Offered> resource, const catalog::ResourceWords &words, std::string &why) {
  const Ref<Bench> bench = benches_.lend();
  Status status = take(catalog::read_resource(words, {limits().max_tool_bytes, limits().max_nesting}, bench->reader), *resource, why);
  if (status == Status::ok) status = put(resources_, std::move(resource), limits().max_resources, false, "resource", why);
  if (status != Status::ok) return status;
  offer(protocol::offers_resources);
  list_changed(Change::resources);
  return status;
}

Status Server::add_template(Ref<Offered> pattern, const catalog::TemplateWords &words, std::string &why) {
  const Ref<Bench> bench = benches_.lend();
  const bool completes = pattern->handler.host_completer != nullptr;
  Status status = take(catalog::read_template(words, {limits().max_tool_bytes, limits().max_nesting}, bench->reader), *pattern, why);
  if (status == Status::ok) status = put(templates_, std::move(pattern), limits().max_templates, false, "resource template", why);
  if (status != Status::ok) return status;
  offer(protocol::offers_resources | (completes ? protocol::offers_completions : 0u));
  list_changed(Change::resources);
  return status;
}

Status Server::add_prompt(Ref<Offered> prompt, const catalog::PromptWords &words, std::string &why) {
  const Ref<Bench> bench = benches_.lend();
  const bool completes = prompt->handler.host_completer != nullptr;
  Status status = take(catalog::read_prompt(words, {limits().max_tool_bytes, limits().max_nesting}, bench->reader), *prompt, why);
  if (status == Status::ok) status = put(prompts_, std::move(prompt), limits().max_prompts, false, "prompt", why);
  if (status != Status::ok) return status;
  offer(protocol::offers_prompts | (completes ? protocol::offers_completions : 0u));
  list_changed(Change::prompts);
  return status;
}

Status Server::put(Shelf &shelf, Ref<Offered> entry, uint64_t most, bool replace, const char *kind, std::string &why) {
  const Ref<Offered> named = entry;
  Ref<Offered> replaced; // goes without a lock
  switch (replace ? shelf.replace(std::move(entry), most, replaced) : shelf.add(std::move(entry), most)) {
  case Shelf::Added::yes: return Status::ok;
  case Shelf::Added::duplicate: why = words("{} {}: the name is taken", kind, named->name()); return Status::duplicate;
  case Shelf::Added::full: why = words("{} {}: there are too many, see tenon_options", kind, named->name()); return Status::limit;
  }
  return Status::invalid;
}

Status Server::remove(Shelf &shelf, std::string_view name) {
  if (!shelf.remove(name)) return Status::not_found;
  list_changed(&shelf == &tools_ ? Change::tools : &shelf == &prompts_ ? Change::prompts : Change::resources);
  return Status::ok;
}

// --- schemas that others refer to

Status Server::add_schema(std::string_view uri, std::string_view text, std::string &why) {
  json::Reader reader;
  if (uri.empty() || uri.size() > 2048 || uri.find(':') == std::string_view::npos || uri.find('#') != std::string_view::npos) {
    why = "schema: its URI must be absolute, without a fragment, and at most 2,048 bytes";
    return Status::invalid;
  }
  if (text.size() > limits().max_tool_bytes) {
    why = words("schema {}: over max_tool_bytes", uri);
    return Status::limit;
  }
  const json::Trouble trouble = reader.parse_copy(text, static_cast<size_t>(limits().max_nesting));
  if (trouble != json::Trouble::none || !(reader.root().is_object() || reader.root().is_bool())) {
    why = words("schema {}: {}", uri, trouble == json::Trouble::none ? "not an object" : json::word(trouble));
    return trouble == json::Trouble::memory ? Status::no_memory : Status::bad_schema;
  }
  std::vector<json::Reader> readers;
  std::vector<schema::Registered> registered;
  const auto known = schemas(readers, registered);
  if (const auto compiled = schema::compile(reader.root(), schema_limits(limits()), registered); !compiled) {
    why = words("schema {}: {}", uri, compiled.refusal().text);
    return compiled.refusal().status;
  }
  const std::lock_guard lock(schemas_mutex_);
  if (schemas_.size() >= most_schemas && !schemas_.count(uri)) {
    why = words("schema {}: there are {} already", uri, most_schemas);
    return Status::limit;
  }
  schemas_.insert_or_assign(std::string(uri), std::string(text));
  return Status::ok;
}

// Parsed anew for each tool: a compiled schema keeps nothing of its text.
std::vector<std::pair<std::string, std::string>> Server::schemas(std::vector<json::Reader> &readers, std::vector<schema::Registered> &registered) {
  std::vector<std::pair<std::string, std::string>> known;
  {
    const std::lock_guard lock(schemas_mutex_);
    known.assign(schemas_.begin(), schemas_.end());
  }
  readers.resize(known.size());
  for (size_t i = 0; i < known.size(); ++i) {
    readers[i].parse_copy(known[i].second, static_cast<size_t>(limits().max_nesting));
    registered.push_back({known[i].first, readers[i].root()});
  }
  return known;
}

// --- telling

void Server::offer(uint32_t what) { offers_.fetch_or(what, std::memory_order_acq_rel); }

void Server::note_listener(std::vector<Told> &told, Listener &listener) {
  told.push_back({listener.exchange ? Ref<Exchange>::share(listener.exchange) : Ref<Exchange>(),
                  listener.session ? Ref<Session>::share(listener.session) : Ref<Session>(), listener.raw_id});
}

void Server::list_changed(Change change) {
  std::vector<Told> told;
  listeners_.of_change(change, [&](Listener &listener) { note_listener(told, listener); });
  const Instant now{latest_ms_.load(std::memory_order_relaxed), 0}; // the host tells no time here: the latest that was told
  for (const Told &one : told) {
    std::string text;
    protocol::append_list_changed(text, word_of(change), one.raw_id);
    if (one.session) one.session->say_change(bit_of(change), text, now);
    else one.exchange->say_change(one.raw_id, bit_of(change), text, now);
  }
}

void Server::resource_updated(std::string_view uri, Instant now) {
  std::vector<Told> told;
  listeners_.of_uri(uri, [&](Listener &listener) { note_listener(told, listener); });
  for (const Told &one : told) {
    std::string text;
    protocol::append_resource_updated(text, uri, one.raw_id);
    if (one.session) one.session->say_change(0, text, now);
    else one.exchange->say_change(one.raw_id, 0, text, now);
  }
}

void Server::tell_task(const Task &task, Instant now) {
  std::vector<Told> told;
  listeners_.of_task(task.id(), [&](Listener &listener) { note_listener(told, listener); });
  for (const Told &one : told) {
    std::string text;
    task.look([&](const protocol::TaskView &view) { protocol::append_task_notification(text, view, task.revision(), one.raw_id); });
    one.exchange->say_change(one.raw_id, 0, text, now);
  }
}

// --- sealing and tracing

void Server::set_seal_keys(std::shared_ptr<const crypto::SealKeys> keys) {
  const std::lock_guard lock(keys_mutex_);
  keys_.swap(keys);
}

std::shared_ptr<const crypto::SealKeys> Server::seal_keys() {
  const std::lock_guard lock(keys_mutex_);
  if (keys_) return keys_;
  char secret[32];
  if (!entropy_.fill(secret, sizeof secret)) return nullptr;
  const std::string_view secrets[] = {{secret, sizeof secret}};
  if (auto made = crypto::SealKeys::make(secrets)) keys_ = *made;
  crypto::wipe(secret, sizeof secret);
  return keys_;
}

bool Server::seal(std::string_view plain, std::string_view bound_to, std::string &out) {
  const auto keys = seal_keys();
  unsigned char nonce[12];
  if (!keys || !entropy_.fill(nonce, sizeof nonce)) {
    log({LogLevel::error, "no_entropy", "", "the source of randomness failed: nothing was sealed", "", ""});
    return false;
  }
  out = keys->seal(plain, bound_to, nonce);
  return true;
}

std::optional<std::string> Server::unseal(std::string_view sealed, std::string_view bound_to) {
  const auto keys = seal_keys();
  return keys ? keys->open(sealed, bound_to) : std::nullopt;
}

uint64_t Server::begin_span(SpanLine line) {
  line.ends = false;
  line.id = spans_.fetch_add(1, std::memory_order_relaxed) + 1;
  host_.span(host_.dropper.user(), line);
  return line.id;
}

void Server::end_span(uint64_t id, std::string_view error, int32_t code, Instant now) const noexcept {
  if (!host_.span || id == 0) return;
  char digits[16];
  const int length = std::snprintf(digits, sizeof digits, "%d", static_cast<int>(code));
  const SpanLine::Attribute attributes[] = {{"error.type", error == "fault" ? std::string_view(digits, static_cast<size_t>(length)) : error},
                                            {"rpc.response.status_code", {digits, static_cast<size_t>(length)}}};
  const size_t count = error.empty() ? 0 : code == 0 ? 1 : 2;
  host_.span(host_.dropper.user(), {true, id, "", "", "", "", attributes, count, now});
}

} // namespace tenon::engine
