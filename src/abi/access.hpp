// access.hpp - reading the records that say who may call.
#pragma once
#include "engine/gate.hpp"
#include "ground/outcome.hpp"
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <vector>

namespace tenon::abi {

// A policy as values; views into the caller's memory, and the lists that they point to.
struct PolicyWords {
  engine::GateWords gate;
  std::vector<std::string_view> audiences;
};

// On failure `why` says what is wrong; the drop of the policy's signatures has run then, and belongs to `out` otherwise.
Status read_policy(const tenon_token_policy *, PolicyWords &out, std::string &why);
Status read_keys(const tenon_key *, size_t count, std::vector<access::KeySource> &out, std::string &why);

} // namespace tenon::abi
