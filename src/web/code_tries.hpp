// code_tries.hpp - how often a wrong code was brought to one link: on this server, and on all that share its store.
#pragma once
#include "feedback/store.hpp"
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace tenon::web {

inline constexpr uint32_t most_code_tries = 5;

// What this server remembers. For any number of threads.
class CodeTries final {
public:
  explicit CodeTries(size_t most) : most_(most) {} // links with wrong codes; when all are taken, no code is

  enum class Begun : uint8_t { yes, spent, full };
  // One more try, which counts until it is given back: however many come at once. Moments are Unix seconds.
  Begun begin(const std::string &link, int64_t expires, int64_t now);
  void give_back(const std::string &link);
  void spend(const std::string &link); // all of them
  uint32_t count(std::string_view link) const;
  size_t size() const;

private:
  struct Tried {
    uint32_t wrong = 0;
    int64_t expires = 0;
  };
  const size_t most_;
  mutable std::mutex mutex_; // a leaf
  std::map<std::string, Tried, std::less<>> tried_;
};

// One try, written to the journal before anybody hears what became of it; then how many wrong ones stood before it there. Whoever tries many
// at once is counted one by one. A store without a journal knows of none.
struct CodeTry {
  std::string session, link, mark; // mark: of this try, at random
  bool right = false;
  int64_t at = 0;
};
void note_code(const feedback::Store &store, CodeTry mine, std::function<void(feedback::Result<uint32_t> wrong_before)> noted);
void count_codes(const feedback::Store &store, std::string session, std::string link, std::function<void(feedback::Result<uint32_t> wrong)> counted);

} // namespace tenon::web
