// tool_kit.hpp - the tools that dialogues can put on offer, and the replies that some of them keep for later.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <tenon/tenon.h>

namespace talk {

inline tenon_str view(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(tenon_str text) { return text.len ? std::string_view(text.data, text.len) : std::string_view(); }

class Tool_kit {
public:
  Tool_kit() = default;
  Tool_kit(const Tool_kit &) = delete;
  Tool_kit &operator=(const Tool_kit &) = delete;

  // Offers one of: echo add whoami later reports fails faults forgets structured wide; of offers.cpp: note page
  // review asks guarded. TENON_NOT_FOUND: none of these.
  tenon_status offer(tenon_server *server, std::string_view name);

  // What the host does with the n-th call (from 1) of a tool that answers later. "" or what went wrong.
  std::string act(size_t which, std::string_view words, tenon_now now);
  void release_all(tenon_now now);

  size_t calls() const { return kept_.size(); }
  int offered() const { return offered_; }
  int dropped() const { return dropped_; }

private:
  tenon_status offer_more(tenon_server *server, std::string_view name);
  static void keep(void *user, const tenon_call *call, tenon_reply *reply);
  static void drop(void *user) { ++static_cast<Tool_kit *>(user)->dropped_; }

  std::vector<tenon_reply *> kept_; // nullptr: released
  int offered_ = 0, dropped_ = 0;
};

} // namespace talk
