// tool_kit.hpp - what dialogues can put on offer, and the replies that some of it keeps until the dialogue says how to settle them.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tenon/tenon.h>

namespace talk {

inline tenon_str view(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(tenon_str text) {
  return text.len ? std::string_view(text.data, text.len) : std::string_view();
}

class Tool_kit {
public:
  Tool_kit() = default;
  Tool_kit(const Tool_kit &) = delete;
  Tool_kit &operator=(const Tool_kit &) = delete;

  // Offers one of the tools of tool_kit.cpp, or of the resources, templates and prompts of offers.cpp; `again`: in the place of
  // the tool of that name. TENON_NOT_FOUND: none of these.
  tenon_status offer(tenon_server *server, std::string_view name, bool again = false);
  // "echo", "resource memo://note", "template book://pages/{number}", "prompt review".
  static tenon_status remove(tenon_server *server, std::string_view words);

  // What the host does with the n-th call (from 1) that was kept. "" or what went wrong.
  std::string act(size_t which, std::string_view words, tenon_now now);
  void release_all(tenon_now now);

  size_t calls() const { return kept_.size(); }
  int offered() const { return offered_; }
  int dropped() const { return dropped_; }
  std::string hook_trouble() const; // after release_all: each cancel hook has to be dropped once

private:
  // A call that waits for the dialogue, what its handler was told, and whether somebody told it that nobody waits any more.
  struct Kept {
    tenon_reply *reply = nullptr; // nullptr: released
    std::string told;
    int heard = 0, hook_drops = 0;
  };

  tenon_status offer_resource(tenon_server *server, std::string_view name);
  tenon_status offer_template(tenon_server *server, std::string_view name);
  tenon_status offer_prompt(tenon_server *server, std::string_view name);
  tenon_status settle(Kept &kept, std::string_view words, tenon_now now, bool &known);
  tenon_status report(Kept &kept, std::string_view words, tenon_now now, bool &known);
  tenon_status ask(Kept &kept, std::string_view words, tenon_now now);
  static void keep(void *user, const tenon_call *call, tenon_reply *reply);
  static void keep_and_throw(void *user, const tenon_call *call, tenon_reply *reply);
  static void drop(void *user) { ++static_cast<Tool_kit *>(user)->dropped_; }

  std::vector<std::unique_ptr<Kept>> kept_;
  int offered_ = 0, dropped_ = 0;
};

} // namespace talk
