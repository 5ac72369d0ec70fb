// house.hpp - what is served: a server that somebody makes, and the threads behind its tools.
#pragma once
#include <functional>
#include <string>

#include <tenon/tenon.h>

namespace host {

struct House {
  std::string name; // what the terminal shows: "tenon-host"
  bool has_tools = true;
  // Makes the server. `deadline_moved` may run on any thread until server and replies are gone. Returns what went wrong, or
  // "".
  std::function<std::string(std::function<void()> deadline_moved)> open;
  std::function<tenon_server *()> server; // once it is open
  std::function<std::string(const std::string &base)> inbox_link; // by which one browser gets to the list of questions; empty: none is told
  std::function<void()> renew;            // reads again what it was made of, on SIGHUP; empty: there is nothing
  std::function<void()> close;            // lets go of the server: what is owed ends with an error
  std::function<void()> leave;            // ends the threads behind the tools; after close
};

inline tenon_counts counts_of(tenon_server *server) {
  tenon_counts counts{};
  counts.size = sizeof counts;
  if (server) tenon_server_counts(server, &counts);
  return counts;
}

} // namespace host
