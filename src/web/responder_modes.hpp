// responder_modes.hpp - the five ways of answering between which a host chooses.
#pragma once
#include "feedback/store.hpp"
#include "web/inbox.hpp"
#include "web/responder.hpp"
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tenon::web {

enum class ResponderMode : uint8_t {
  id,          // whoever has the unguessable id
  capability,  // whoever has the link, whose key stands behind the '#' and is handed over once
  signed_link, // whoever has the link, whose words expire
  once,        // the same, and who writes first keeps it
  host,        // whom the host says
};
inline constexpr int responder_modes = 5;
std::string_view word(ResponderMode); // "id", "capability", "signed", "once", "host"
std::optional<ResponderMode> responder_mode_of(std::string_view word);

struct ResponderSettings {
  ResponderMode mode = ResponderMode::id;
  std::vector<std::string> secrets;     // at least one; the first makes. The same on all servers that share a store
  std::string audience;                 // links for another are none of ours
  std::string base_path, public_url;
  int64_t link_ms = 0;                  // how long a signed link is good from the question on; 0: until the question is purged
  size_t most_tried_codes = 10'000;     // links with wrong codes that are remembered
  int64_t inbox_link_ms = 3'600'000, inbox_ms = 30 * int64_t{86'400'000};
  std::function<bool(void *, size_t)> random; // false: no randomness
  // Mode host: owed one word, now or later. Null session: for the list.
  std::function<void(const Visit &, const feedback::Session *, std::function<void(HostWord)>)> ask_host;
};

// For any number of threads; what its functions are asked holds on to it.
class ResponderDesk final {
public:
  ResponderDesk(ResponderSettings settings, feedback::Store store);

  Responder responder() const;
  // The one-time link to the list; "": no randomness, a principal that is too long, or mode host, whose list is the host's matter.
  std::string inbox_link(std::string_view base, const std::optional<std::string> &whose, Instant now) const;

  struct Core;

private:
  std::shared_ptr<const Core> core_;
};

} // namespace tenon::web
