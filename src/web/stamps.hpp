// stamps.hpp - texts that we give away and know again: anybody can read them, and nobody can make one or bring it where it does not belong.
#pragma once
#include "crypto/mac.hpp"
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::web {

// Under the secrets of a server, the first of which stamps; servers with the same secrets and the same audience know each other's.
// For any number of threads.
class Stamps final {
public:
  static constexpr size_t most_bytes = 3072; // of a text that is looked at
  static constexpr size_t most_fields = 6;

  Stamps(std::span<const std::string> secrets, std::string audience);

  // "<which secret>.<fields>.<tag>". The fields are of letters, digits, '-' and '_', with dots between.
  std::string stamp(std::string_view purpose, std::string_view fields, std::string_view bound_to) const;
  // The fields, one by one; nothing if it is not ours, or is for something else.
  using Fields = std::vector<std::string_view>;
  std::optional<Fields> open(std::string_view purpose, std::string_view text, std::string_view bound_to) const;

  // 43 characters that follow from what they are bound to, and from nothing else that could be known.
  std::string key(std::string_view purpose, std::string_view bound_to) const;
  bool is_key(std::string_view text, std::string_view purpose, std::string_view bound_to) const;

private:
  struct Secret {
    std::string id;
    crypto::HmacSha256 mac;
  };
  std::string tag(const Secret &, std::string_view purpose, std::string_view text, std::string_view bound_to) const;

  std::string audience_;
  std::vector<Secret> secrets_;
};

// A stamped moment, in seconds of Unix time: strictly digits.
std::optional<int64_t> read_seconds(std::string_view text);

} // namespace tenon::web
