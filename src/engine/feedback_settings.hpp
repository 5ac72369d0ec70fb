// feedback_settings.hpp - how the host wants people to be asked, checked.
#pragma once
#include "engine/limits.hpp"
#include "feedback/session.hpp"
#include "feedback/wording.hpp"
#include "ground/instant.hpp"
#include "web/responder.hpp"
#include "web/responder_modes.hpp"
#include <cstdint>
#include <functional>
#include <string>

namespace tenon::engine {

class Decision;

// The numbers of tenon.h; abi/feedback.cpp asserts that they agree.
inline constexpr uint32_t ask_tool = 1, result_tool = 2, status_tool = 4, cancel_tool = 8, list_tool = 16, usual_tools = 15, all_tools = 31;
inline constexpr uint32_t site_api = 1, site_pages = 2, site_live = 4, site_analytics = 8, all_sites = 15;

// As the host said it, checked.
struct FeedbackSettings {
  FeedbackLimits limits;
  bool seed_limits = false;     // texts and times as the system had them that this one succeeds
  bool late_notes = true;
  bool record = true, record_contents = true; // calls of tools and what becomes of sessions, into the journal
  std::string analytics_scope = "analytics:all"; // of those who see everybody's rows
  uint32_t tools = usual_tools, sites = all_sites;
  feedback::Language language = feedback::Language::en;
  bool seed_texts = false;      // what they say is laid out as that system did
  bool ask_in_client = true;    // forms and links inside the client, where it has them
  std::string product, theme = "auto";
  web::ResponderMode responder = web::ResponderMode::id;
  uint64_t link_ms = 0, inbox_link_ms = 3'600'000, inbox_ms = 2'592'000'000; // link_ms 0: as long as there is something to see
  // Mode host; owed one decision.
  std::function<void(const web::Visit &, const feedback::Session *, Decision *)> visited;
  // Hears of what this server wrote.
  std::function<void(const feedback::Session &, Instant)> changed;
  std::string secret;           // for forms and links; the same on all servers that share a store. "": one of its own
};

} // namespace tenon::engine
