// feedback_room.hpp - what of a server is about questions to people: where they are kept, who may answer, the interface and the pages.
#pragma once
#include "engine/deadlines.hpp"
#include "engine/feedback_settings.hpp"
#include "engine/live_hall.hpp"
#include "feedback/ledger.hpp"
#include "feedback/rate_limit.hpp"
#include "feedback/recorder.hpp"
#include "feedback/wording.hpp"
#include "ground/instant.hpp"
#include "web/analytics.hpp"
#include "web/feedback_api.hpp"
#include "web/feedback_pages.hpp"
#include "web/responder_modes.hpp"
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::engine {

class FeedbackDesk;
class Server;

// One for a server, from offer_feedback until the server goes. For any number of threads.
class FeedbackRoom final {
public:
  FeedbackRoom(Server &, FeedbackSettings, feedback::Store);

  const FeedbackSettings &settings() const { return settings_; }
  const feedback::Ledger &ledger() const { return ledger_; }
  const web::FeedbackApi &api() const { return api_; }
  const web::FeedbackPages &pages() const { return pages_; }
  const web::Analytics &analytics() const { return analytics_; }
  const feedback::Recorder &recorder() const { return recorder_; }
  const web::FeedbackRules &rules() const { return rules_; }
  void seat(std::shared_ptr<FeedbackDesk> desk) { desk_ = std::move(desk); } // before anybody asks
  const std::shared_ptr<FeedbackDesk> &desk() const { return desk_; }
  LiveHall &live() { return live_; }
  const web::ResponderDesk &responders() const { return responders_; }
  // The address at which people answer, proof and all; `base` as below.
  std::string link(const feedback::Session &session, std::string_view base) const { return web::link_of(api_.responder(), session, base); }
  // A link for the client, and its code.
  std::optional<web::Invitation> invite(const feedback::Session &session, std::string_view base) const {
    return api_.responder().invite ? api_.responder().invite(session, base) : std::nullopt;
  }

  // "https://host/prefix"; for servers without a public URL `host` as in the Host header, and whether it was called over TLS.
  std::string base(std::string_view host, bool secure) const;

  // The host's own doors; `request.path` and the words of it are set. Heard once.
  struct Told {
    int status = 200;
    std::string_view code, json; // of a refusal; what was asked for, or a refusal's details
    Instant now;
  };
  void serve_host(web::FeedbackRequest request, std::function<void(const Told &)> told) const;

  // The sweeper: what is over expires, what is kept long enough is purged.
  void due(Instant);
  void begin_sweeping(); // at the next tick
  void end();            // no sweep begins after this

private:
  void written(const feedback::Step &, int64_t now);
  void sweep_at(int64_t unix_ms, Instant);
  void sweep_later(Instant);

  Server &server_;
  const FeedbackSettings settings_;
  const web::FeedbackRules rules_;
  const std::shared_ptr<feedback::RateLimiter> limiter_;
  const feedback::Recorder recorder_;
  const feedback::Ledger ledger_;
  const web::ResponderDesk responders_;
  const web::FeedbackApi api_;
  const web::FeedbackPages pages_;
  LiveHall live_;
  const web::Analytics analytics_;

  std::shared_ptr<FeedbackDesk> desk_;
  Waiter waiter_;
  std::mutex mutex_; // guards what follows
  bool sweeping_ = false, ended_ = false;
  uint64_t sweep_at_ = never; // monotonic
  int64_t sooner_ = INT64_MAX; // what was written while a sweep ran
};

} // namespace tenon::engine
