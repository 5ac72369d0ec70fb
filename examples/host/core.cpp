// core.cpp - from flags to tenon_options, and from the core's log lines to ours.
#include "core.hpp"

#include <memory>

#include "clock.hpp"
#include "texts.hpp"

namespace host {
namespace {

// What the core borrows from us; it gives it back by drop.
struct Lent {
  const Log &log;
  std::function<void()> deadline_moved;
};

void write_log(void *user, const tenon_log_record *record) {
  const Log &log = static_cast<Lent *>(user)->log;
  const Level level = record->level >= TENON_LOG_ERROR  ? Level::error
                      : record->level == TENON_LOG_WARN ? Level::warn
                      : record->level == TENON_LOG_INFO ? Level::info
                                                        : Level::debug;
  log.write(level, view(record->event),
            {{"reason", view(record->reason)}, {"message", view(record->message)}, {"subject", view(record->subject)},
             {"peer", view(record->peer)}});
}

std::vector<tenon_str> views(const std::vector<std::string> &texts) {
  std::vector<tenon_str> out;
  for (const std::string &text : texts) out.push_back(str(text));
  return out;
}

} // namespace

std::string Core::open(const Flags &flags, const Log &log, std::function<void()> deadline_moved) {
  const std::vector<tenon_str> hosts = views(flags.allowed_hosts);
  const std::vector<tenon_str> origins = views(flags.allowed_origins);
  tenon_options options{};
  options.size = sizeof options;
  options.name = str("tenon-host");
  options.base_path = str(flags.base_path);
  options.public_url = str(flags.public_url);
  options.allowed_hosts = hosts.data();
  options.allowed_host_count = hosts.size();
  options.allowed_origins = origins.data();
  options.allowed_origin_count = origins.size();
  options.authless = flags.authless;
  options.expose_authorization = flags.demo; // getToken shows it; nothing else may
  options.max_message_bytes = flags.max_message_bytes;
  options.max_exchanges = flags.max_connections;

  tenon_host host{};
  host.size = sizeof host;
  host.user = new Lent{log, std::move(deadline_moved)};
  host.drop = [](void *user) { delete static_cast<Lent *>(user); };
  host.log = write_log;
  host.deadline_moved = [](void *user) { static_cast<Lent *>(user)->deadline_moved(); };

  ErrorText why;
  const tenon_status status = tenon_server_create(&options, &host, &server_, &why.error);
  return status == TENON_OK ? std::string() : why.text(status);
}

void Core::let_go() {
  if (server_) tenon_server_destroy(server_, Clock().now());
  server_ = nullptr;
}

} // namespace host
