// work.hpp - one handler call with all that it looks at, for hosts that run handlers on threads of their own.
#pragma once
#include "engine/exchange.hpp"
#include <string>

namespace tenon::engine {

class Work {
public:
  Work(Ref<Exchange> exchange, Ref<Bench> bench, Ref<Reply> reply, const Call &call);
  // Runs the handler and deletes itself.
  void run(Instant);
  Server &server() const { return exchange_->server(); }

private:
  Ref<Exchange> exchange_; // principal and peer
  Ref<Bench> bench_;       // arguments
  Ref<Reply> reply_;
  std::string client_name_, client_version_;
  Call call_;
};

// Calls the handler; the reply's reference goes to the host. An exception that gets out of it becomes an error.
void invoke(Ref<Reply> reply, const Call &);

} // namespace tenon::engine
