// sqlite_server_test.cpp - a server whose sessions are in a file: what it wrote last comes back to it, even if its host has let go.
#include "guest/words.hpp"
#include "sqlite_file.hpp"
#include <chrono>
#include <doctest/doctest.h>
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <tenon/tenon_sqlite.h>
#include <thread>

namespace {

using guest::str;

constexpr tenon_now now{1'000'000, 1'800'000'000'000};

tenon_server *serve(const std::string &path) {
  tenon_options options{};
  options.size = sizeof options;
  options.authless = 1;
  options.public_url = str("https://ask.example");
  tenon_server *server = nullptr;
  REQUIRE(tenon_server_create(&options, nullptr, &server, nullptr) == TENON_OK);
  tenon_sqlite_options file{};
  file.size = sizeof file;
  file.path = str(path);
  tenon_storage storage{};
  storage.size = sizeof storage;
  REQUIRE(tenon_sqlite_open(&file, &storage, nullptr) == TENON_OK);
  tenon_feedback feedback{};
  feedback.size = sizeof feedback;
  feedback.storage = &storage;
  REQUIRE(tenon_server_offer_feedback(server, &feedback, nullptr) == TENON_OK);
  return server;
}

tenon_exchange *open(tenon_server *server, guest::Head head, std::string_view body) {
  const tenon_head record = head.record();
  tenon_exchange *exchange = nullptr;
  REQUIRE(tenon_exchange_open(server, &record, now, &exchange) == TENON_OK);
  REQUIRE(tenon_exchange_feed(exchange, body.data(), body.size(), now) == TENON_OK);
  REQUIRE(tenon_exchange_end(exchange, now) >= TENON_OK);
  return exchange;
}

// Reads until these words are there.
void hear(tenon_exchange *exchange, std::string &text, std::string_view words) {
  for (int patience = 10'000; text.find(words) == text.npos; --patience) {
    REQUIRE(patience > 0);
    tenon_str bytes{};
    if (tenon_exchange_pull(exchange, &bytes) != TENON_OK) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    text.append(bytes.data, bytes.len);
    REQUIRE(tenon_exchange_sent(exchange, bytes.len, now) >= TENON_OK);
  }
}

} // namespace

TEST_CASE("a server is there until what it wrote last has come back from the disk, though its host has let go") {
  const std::string ask = guest::call("1", "interactive_feedback", R"({"message":"Shall I?","mode":"wait"})", guest::modern_meta_with_progress);
  for (int round = 0; round < 30; ++round) {
    CAPTURE(round);
    const sqlite_file::Room room;
    tenon_server *server = serve(room.path());
    tenon_exchange *waiting = open(server, guest::Head::modern("tools/call", "interactive_feedback"), ask);
    std::string heard, said;
    hear(waiting, heard, "/feedback/");
    hear(waiting, heard, "\"}}");
    const std::string id = heard.substr(heard.find("/feedback/") + 10, 36);
    tenon_exchange *submit = open(server, guest::Head("POST", "/api/feedback/" + id + "/submit"), R"({"freeText":"Do."})");
    hear(waiting, heard, R"("status":"answered")");
    tenon_exchange_close(waiting, now); // which notes in the file that the answer has arrived
    tenon_exchange_close(submit, now);
    tenon_server_destroy(server, now);
  }
}
