// feedback_desk.hpp - the tools by which an agent asks people: where the house itself stands in the host's place.
#pragma once
#include "engine/elicitations.hpp"
#include "engine/feedback_words.hpp"
#include "engine/host.hpp"
#include "engine/patience.hpp"
#include "feedback/ledger.hpp"
#include "feedback/limits.hpp"
#include "feedback/reading.hpp"
#include "ground/outcome.hpp"
#include "web/responder.hpp"
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tenon::engine {

class FeedbackRoom;
class HeldCall;
class Server;

struct DeskRules {
  feedback::Limits limits;
  feedback::Terms terms;
  feedback::FormDoor forms{};
  TextStyle style = TextStyle::plain;
  bool ask_in_client = true; // forms and links inside the client, where it has them
  uint64_t hold_ms = 25'000, hold_with_progress_ms = 50'000;
  uint64_t max_held = 10'000, max_subject_held = 100;
};

inline constexpr uint32_t most_wait_seconds = 50; // of get_feedback_result

// What all calls share. For any number of threads.
class FeedbackDesk final {
public:
  // `base`: "https://host/prefix" for pages, by the Host that the client named, over TLS or not; "": there is none.
  using Base = std::function<std::string(std::string_view host, bool secure)>;
  // The address at which people answer, proof and all; below that base.
  using Link = std::function<std::string(const feedback::Session &, std::string_view base)>;
  // A link for the client, which is no authority, and its code; nothing: there is none.
  using Invite = std::function<std::optional<web::Invitation>(const feedback::Session &, std::string_view base)>;
  FeedbackDesk(feedback::Ledger ledger, DeskRules rules, Base base, Link link, Invite invite);

  const feedback::Ledger ledger;
  const DeskRules rules;
  const Base base;
  const Link link;
  const Invite invite;
  Patience patience;
  Elicitations elicitations;

  // A place for a call that is held. False: there are too many.
  bool take_place(const std::string &owner);
  void leave_place(const std::string &owner);
  uint64_t held() const;

  // Calls of tasks whose form is out, by token.
  void note_asking(const std::string &token, Ref<HeldCall>);
  Ref<HeldCall> take_asking(const std::string &token, const HeldCall *only); // only: that one, or nothing; null: whoever it is

private:
  mutable std::mutex mutex_; // guards what follows; a leaf
  uint64_t held_ = 0;
  std::unordered_map<std::string, uint64_t> held_of_;
  std::unordered_map<std::string, Ref<HeldCall>> asking_;
};

// Puts them on offer; if one cannot be, none is, and `why` says so.
Status offer_feedback_tools(Server &, const std::shared_ptr<FeedbackDesk> &, uint32_t which, std::string &why);
// The same for a room, by its settings.
Status offer_feedback_tools(Server &, FeedbackRoom &, std::string &why);

} // namespace tenon::engine
