// work.cpp - keeping a call together until the host runs it.
#include "engine/work.hpp"
#include "engine/server.hpp"
#include <memory>

namespace tenon::engine {

Work::Work(Ref<Exchange> exchange, Ref<Bench> bench, Ref<Reply> reply, const Call &call)
    : exchange_(std::move(exchange)), bench_(std::move(bench)), reply_(std::move(reply)), client_name_(call.client_name),
      client_version_(call.client_version), task_id_(call.task_id), call_(call) {
  call_.client_name = client_name_;
  call_.client_version = client_version_;
  call_.task_id = task_id_;
}

void Work::keep_round(std::string_view answers_json, std::string_view state) {
  answers_json_ = answers_json;
  state_ = state;
  call_.answers_json = answers_json_;
  call_.state = state_;
}

void Work::run(Instant now) {
  const std::unique_ptr<Work> done(this);
  call_.now = now;
  if (reply_->cancelled()) return reply_.hand_over()->release_by_host(now); // nobody waits: not begun
  Reply::run(std::move(reply_), call_);
}

} // namespace tenon::engine
