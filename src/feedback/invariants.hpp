// invariants.hpp - what is true of every session and of every change of one: the promises I1 to I13, as far as a record shows them.
#pragma once
#include "feedback/session.hpp"
#include <string_view>

namespace tenon::feedback {

// "" or the promise that this change, made at `now`, breaks. `before` is null for a session that begins. Tests call it on every
// step, and step() itself does in builds without NDEBUG.
std::string_view broken_invariant(const Session *before, const Session &after, int64_t now);

// Of one record alone: what a store gave back is looked at with this.
std::string_view broken_record(const Session &);

} // namespace tenon::feedback
