// work.hpp - one handler call with all that it looks at, for hosts that run handlers on threads of their own.
#pragma once
#include "engine/exchange.hpp"
#include "engine/inquiry.hpp"
#include <string>

namespace tenon::engine {

class Work {
public:
  // `exchange`: of a first run, whose principal the call looks at.
  Work(Ref<Exchange> exchange, Ref<Bench> bench, Ref<Reply> reply, const Call &call);
  void keep(Ref<Inquiry> inquiry) { inquiry_ = std::move(inquiry); }        // whose answers the call looks at
  void keep(Ref<Bench> bench) { arguments_bench_ = std::move(bench); }      // whose values the call looks at
  // Answers and state that came with the request.
  void keep_round(std::string_view answers_json, std::string_view state);
  // Runs the handler and deletes itself.
  void run(Instant);
  Server &server() const { return reply_->server(); }

private:
  Ref<Exchange> exchange_; // principal and peer
  Ref<Bench> bench_, arguments_bench_;
  Ref<Inquiry> inquiry_;
  Ref<Reply> reply_;
  std::string client_name_, client_version_, answers_json_, state_, task_id_;
  Call call_;
};

} // namespace tenon::engine
