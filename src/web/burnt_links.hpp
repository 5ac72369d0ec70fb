// burnt_links.hpp - one-time links that were used, and by which browser: a mark beside the session, which all servers of a store see.
#pragma once
#include "feedback/store.hpp"
#include <functional>
#include <string>

namespace tenon::web {

enum class Burnt : uint8_t { unused, by_holder, by_another, unknown };

// Whose the link is by now.
void look_at_link(const feedback::Store &store, std::string session, std::string number, std::string holder, std::function<void(Burnt)> looked);
// From now on it is the holder's; by_another: somebody was first.
void burn_link(const feedback::Store &store, std::string session, std::string number, std::string holder, int64_t now, std::function<void(Burnt)> burnt);

// The one that wrote first of all who wrote such an entry into the journal, whichever server they came to; "" if none is found.
// `user` is what they are after, and what they wrote besides is their body.
using First = std::function<void(feedback::Result<std::string> body)>;
void first_of_journal(const feedback::Store &store, feedback::JournalEntry mine, First first);

} // namespace tenon::web
