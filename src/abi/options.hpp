// options.hpp - reads tenon_options at the door.
#pragma once
#include "engine/options.hpp"
#include "ground/outcome.hpp"
#include <string>
#include <tenon/tenon.h>

namespace tenon::abi {

// `record` may be null: all defaults. On failure `why` says which member.
Status read_options(const tenon_options *record, engine::Options &out, std::string &why);

} // namespace tenon::abi
