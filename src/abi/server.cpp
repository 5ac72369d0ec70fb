// server.cpp - the server's C functions: enter, translate in, call, translate out.
#include "abi/doorway.hpp"
#include "abi/host.hpp"
#include "abi/options.hpp"
#include "abi/record.hpp"
#include <cstddef>

using namespace tenon;
using namespace tenon::abi;

extern "C" {

tenon_status tenon_server_create(const tenon_options *options, const tenon_host *host, tenon_server **out, tenon_error *error) {
  tenon_host lent{};
  const Status host_read = host ? read_record(host, offsetof(tenon_host, span), lent) : Status::ok;
  engine::Dropper dropper(lent.user, lent.drop);
  if (out) *out = nullptr;
  if (!out) return explain(error, Status::invalid, "out is NULL");
  if (host_read != Status::ok) return explain(error, host_read, "host: wrong size");
  return guarded(Status::no_memory, [&] {
    engine::Options read;
    std::string why;
    if (const Status status = read_options(options, read, why); status != Status::ok) {
      explain(error, status, why);
      return status;
    }
    dropper.forget(); // read_host takes over
    engine::Host taken = read_host(lent);
    *out = wrap(new engine::Server(std::move(read), std::move(taken)));
    return Status::ok;
  });
}

void tenon_server_destroy(tenon_server *server, tenon_now now) {
  if (!server) return;
  guarded(Status::no_memory, [&] {
    unwrap(server)->destroy(unwrap(server)->at(unwrap(now)));
    return Status::ok;
  });
}

tenon_status tenon_server_drain(tenon_server *server, tenon_now now) {
  if (!server) return TENON_INVALID;
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    s.drain(s.at(unwrap(now)));
    return Status::ok;
  });
}

tenon_status tenon_server_counts(const tenon_server *server, tenon_counts *out) {
  if (!server || !out) return TENON_INVALID;
  return guarded(Status::no_memory, [&] {
    const engine::Counts counts = unwrap(server)->counts();
    const tenon_counts record{sizeof record, counts.exchanges, counts.calls, counts.conversations, counts.tools, counts.requests,
                              counts.resources, counts.templates, counts.prompts, counts.listens, counts.tasks, counts.questions};
    return write_record(record, offsetof(tenon_counts, resources), out);
  });
}

uint64_t tenon_server_next_deadline(const tenon_server *server) {
  return server ? const_cast<engine::Server *>(unwrap(server))->deadlines().next() : UINT64_MAX;
}

tenon_status tenon_server_tick(tenon_server *server, tenon_now now) {
  if (!server) return TENON_INVALID;
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    s.tick(s.at(unwrap(now)));
    return Status::ok;
  });
}

} // extern "C"
