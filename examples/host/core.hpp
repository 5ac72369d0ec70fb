// core.hpp - the tenon_server of this host: made from the flags, let go of when the scope ends.
#pragma once
#include <functional>
#include <string>

#include <tenon/tenon.h>

#include "flags.hpp"
#include "log.hpp"

namespace host {

class Core final {
public:
  Core() = default;
  Core(const Core &) = delete;
  Core &operator=(const Core &) = delete;
  ~Core() { let_go(); }

  // `deadline_moved` may run on any thread, at any time until server and replies are gone. Returns what went wrong, or "".
  std::string open(const Flags &flags, const std::string &secret, const Log &log, std::function<void()> deadline_moved);

  tenon_server *get() const { return server_; }
  void let_go();

private:
  tenon_server *server_ = nullptr;
};

inline tenon_str str(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(tenon_str text) { return text.len ? std::string_view{text.data, text.len} : std::string_view{}; }

// A tenon_error with room for its words.
struct ErrorText {
  char words[256] = {};
  tenon_error error{sizeof(tenon_error), words, sizeof words, 0};

  std::string text(tenon_status status) const {
    return error.len > 0 ? std::string(words, error.len) : std::string(tenon_status_name(status));
  }
};

} // namespace host
