// admission.hpp - judges the head of an exchange: who is let in, and which desk the body goes to.
#pragma once
#include "engine/exchange.hpp"
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

private:
  bool head_is_sound(const HeadWords &, framing::Request &);
  bool same_site(const framing::Request &);
  bool answered_without_token(const framing::Request &, web::Endpoint);
  bool token_is_good(const framing::Request &);
  void admit(const framing::Request &, web::Endpoint);
  void admit_post(const framing::Request &, web::Endpoint);
  void open_event_stream();
  void open_session_stream(const framing::Request &);
  void end_session(const framing::Request &);
  void refuse(int status, int32_t code, std::string_view words);
  void refuse_path(int status, std::string_view error, std::string_view description);
  void answer(web::Page, const framing::Request &);
  void log(const char *event, const char *reason) const;

  Exchange &x_;
  Instant now_;
};

} // namespace tenon::engine
