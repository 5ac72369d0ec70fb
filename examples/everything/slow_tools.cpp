// slow_tools.cpp - tools that take their time: progress, log lines, and a stream that the client takes up again.
#include <chrono>

#include "offers.hpp"

namespace everything {

using namespace std::chrono_literals;

void offer_slow(tenon::server &server, Later &later) {
  server.tool("test_tool_with_progress", "Reports progress three times on its way.", tenon::args(),
              [&later](tenon::reply reply) {
                const SharedReply owed = shared(std::move(reply));
                owed->progress(0, 100, "begun");
                later.after(50ms, [owed] { owed->progress(50, 100, "half"); });
                later.after(100ms, [owed] {
                  owed->progress(100, 100, "done");
                  owed->text("Done, after three reports.");
                });
              });

  server.tool("test_tool_with_logging", "Writes three lines into the client's log.", tenon::args(),
              [&later](tenon::reply reply) {
                const SharedReply owed = shared(std::move(reply));
                owed->log(TENON_SEVERITY_INFO, "Tool execution started");
                later.after(50ms, [owed] { owed->log(TENON_SEVERITY_INFO, "Tool processing data"); });
                later.after(100ms, [owed] {
                  owed->log(TENON_SEVERITY_INFO, "Tool execution completed");
                  owed->text("Done, after three lines.");
                });
              });

  server.tool("test_reconnection", "Closes its event stream; the answer waits for the client to come back.", tenon::args(),
              [&later](tenon::reply reply) {
                const SharedReply owed = shared(std::move(reply));
                owed->close_stream();
                later.after(100ms, [owed] { owed->text("Here is the rest."); });
              });
}

} // namespace everything
