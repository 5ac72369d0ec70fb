// page_list.hpp - the page that lists questions: what waits, what was answered, or all.
#pragma once
#include "feedback/session.hpp"
#include "feedback/store.hpp"
#include "web/page_shell.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace tenon::web {

enum class Listed : uint8_t { pending, completed, all };
inline constexpr int listings = 3;
std::string_view word(Listed listed);
Listed listed_of(std::string_view word); // pending for what is none of the three
uint32_t states_of(Listed listed);       // as Query.state_bits

struct ListFacts {
  std::string api;                         // "/api/feedback/list" with the base path in front
  Listed listed = Listed::pending;
  std::vector<feedback::Session> sessions; // of one page
  feedback::Tally tally;
  std::string next;                        // the store's cursor; "": that was all
};

Page list_page(const PageShell &shell, const Dress &dress, ListFacts facts);

} // namespace tenon::web
