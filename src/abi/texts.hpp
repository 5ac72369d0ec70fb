// texts.hpp - texts that come in by C records: either both pointer and length, or nothing.
#pragma once
#include "abi/doorway.hpp"
#include <initializer_list>

namespace tenon::abi {

inline bool all_sound(std::initializer_list<tenon_str> texts) {
  for (const tenon_str text : texts)
    if (!sound(text)) return false;
  return true;
}

} // namespace tenon::abi
