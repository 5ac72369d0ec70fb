// kept_call.hpp - what it takes to run a call again: everything that its handler saw, in memory of its own. Never changed.
#pragma once
#include "engine/host.hpp"
#include "ground/ref.hpp"
#include <string>

namespace tenon::engine {

class KeptCall final : public Counted {
public:
  // Copies; the call's views are valid now.
  static Ref<KeptCall> of(const Call &call) { return Ref<KeptCall>::adopt(new KeptCall(call)); }

  // The call as it was, without arguments, answers and state: those belong to one run.
  Call again(Instant now) const;
  const std::string &arguments_json() const { return arguments_json_; }
  const std::string &supplied() const { return supplied_; }
  uint32_t client_can() const { return call_.client_can; }
  uint32_t rounds() const { return call_.rounds; }
  // What a sealed state of this call is bound to.
  std::string binding() const;

  void unreferenced() { delete this; }

private:
  explicit KeptCall(const Call &);
  std::string_view keep(std::string_view);

  std::string text_; // all views of call_ one after the other
  std::string arguments_json_, supplied_;
  Call call_;
};

// "tools/call" and so on.
std::string_view method_of(Purpose);
// What a requestState of a call is bound to: who asks, for what.
std::string binding_of(const Call &);

} // namespace tenon::engine
