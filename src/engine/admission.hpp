// admission.hpp - judges the head of an exchange: who is let in, and which desk the body goes to.
#pragma once
#include "access/bearer.hpp"
#include "engine/exchange.hpp"
#include "engine/gate.hpp"
#include "web/page.hpp"
#include "web/routes.hpp"

namespace tenon::engine {

struct HeadWords;

// Steps 1 to 3 of the one-way walk. After it the exchange either has its answer, or streams, or reads a body.
class Admission {
public:
  Admission(Exchange &exchange, Instant now) : x_(exchange), now_(now) {}
  void judge(const HeadWords &, bool room);
  void begin_channel(const HeadWords &, bool room);
  bool resume(Exchange::Pending &); // after a decision; true: another one is waited for

private:
  bool head_is_sound(const HeadWords &, framing::Request &);
  bool same_site(const framing::Request &, web::Endpoint);
  bool answered_without_token(const framing::Request &, web::Endpoint);
  enum class Entry : uint8_t { in, refused, waits };
  bool answered_by_discovery(const framing::Request &);
  Entry identify(const framing::Request &, web::Endpoint, bool may_want_key);
  Entry take_token(const framing::Request &, web::Endpoint, const access::Credentials &, bool may_want_key);
  Entry want_key(const framing::Request &, web::Endpoint, const Authority &, const access::Credentials &, access::Reason);
  Entry ask(const framing::Request &, web::Endpoint, Ref<Decision>, access::SharedPrincipal, access::Scheme);
  Entry decide(const Decision &, DecisionState said, const access::SharedPrincipal &, access::Scheme, const framing::Request &, web::Endpoint);
  Entry let_in(access::SharedPrincipal, const framing::Request &);
  Entry turn_away(access::Reason, const framing::Request &, access::Scheme, uint64_t retry_after_seconds = 1, const access::Principal *who = nullptr);
  void admit(const framing::Request &, web::Endpoint);
  void admit_site(const framing::Request &);
  void admit_post(const framing::Request &, web::Endpoint);
  void open_event_stream();
  void open_session_stream(const framing::Request &);
  void end_session(const framing::Request &);
  void refuse(int status, int32_t code, std::string_view words);
  void refuse_path(int status, std::string_view error, std::string_view description);
  void answer(web::Page, const framing::Request &);
  void log(const char *event, const char *reason) const;
  void audit(const AuditLine &) const;

  Exchange &x_;
  Instant now_;
  std::shared_ptr<const GateState> gate_; // from identify() on: one request is judged by one state of the rules
};

} // namespace tenon::engine
