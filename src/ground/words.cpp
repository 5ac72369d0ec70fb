// words.cpp - the one place where fmt itself is compiled, which takes seconds; its names stay inline, so that a host may have its own.
#define FMT_HEADER_ONLY
#include "ground/words.hpp"
#include <fmt/format.h>

namespace tenon {

std::string put_into_words(fmt::string_view form, fmt::format_args values) { return fmt::vformat(form, values); }

} // namespace tenon
