// output_test.cpp - what may wait for a reader, and how much a handler may say.
#include "bounds/bound.hpp"
#include "bounds/house.hpp"

using namespace bounds;

namespace {

// The answer of `later` to call `id`, as a session keeps it.
std::string answer_to(std::string_view id, std::string_view text) {
  return "{\"jsonrpc\":\"2.0\",\"id\":" + std::string(id) + R"(,"result":{"content":[{"type":"text","text":")" + std::string(text) + "\"}]}}";
}

std::string words_for(std::string_view id, uint64_t bytes) { return std::string(static_cast<size_t>(bytes) - answer_to(id, "").size(), 'w'); }

// The call is made, its client leaves, and only then the handler answers.
void answer_nobody(House &house, const std::string &session, std::string_view id, std::string_view text) {
  {
    Line line(house, guest::Head::of_session(session));
    line.ask(guest::call(id, "later"));
  }
  REQUIRE(house.owed.size() == 1);
  CHECK(tenon_reply_cancelled(house.owed[0]) == 0);
  CHECK(tenon_reply_text(house.owed[0], str(text), house.now()) == TENON_OK);
  house.settle_all();
}

// What the session's stream brings when it comes back.
std::string come_back(House &house, const std::string &session) { return Line(house, guest::Head::of_session(session, "GET")).hear().body; }

// A channel with one call that asked to be told of progress.
struct Reader {
  explicit Reader(House &house_) : house(house_), line(house_, guest::channel(TENON_LINES)) {
    CHECK(line.feed(body_of("later", "{}", "1", true) + "\n") == TENON_OK);
    REQUIRE(house.owed.size() == 1);
  }
  tenon_status report(std::string_view words) { return tenon_reply_progress(house.owed[0], ++done, 0, str(words), house.now()); }
  // The size of a report without words; all are below ten, and so of one size.
  uint64_t frame() {
    CHECK(report("w") == TENON_OK);
    return line.take().size() - 1;
  }
  House &house;
  Line line;
  int done = 0;
};

std::string many(uint64_t bytes, char of) { return std::string(static_cast<size_t>(bytes), of); }

} // namespace

HELD(max_undelivered_bytes, "answers of that many bytes wait for the stream, one byte more is dropped and logged") {
  each({{1000, 1000}, {0, 256u << 10}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_undelivered_bytes, said);
    const std::string session = house.begin_session();
    const std::string first = words_for("1", 400), rest = words_for("2", bound - 400);
    answer_nobody(house, session, "1", first);
    answer_nobody(house, session, "2", rest);
    CHECK(house.log.empty());
    const std::string both = come_back(house, session);
    CHECK(says(both, answer_to("1", first)));
    CHECK(says(both, answer_to("2", rest)));

    answer_nobody(house, session, "3", first);
    answer_nobody(house, session, "4", rest + "w");
    CHECK(house.logged("late_answer_dropped over_bound"));
    answer_nobody(house, session, "5", rest); // what fits still finds its place
    const std::string kept = come_back(house, session);
    CHECK(says(kept, answer_to("3", first)));
    CHECK_FALSE(says(kept, R"("id":4)"));
    CHECK(says(kept, answer_to("5", rest)));
    CHECK(house.log.size() == 1);
    CHECK(house.ping(session).status == 200);
    CHECK(house.is_empty());
  });
}

OFF(max_undelivered_bytes, "more than the default waits") {
  House house(&tenon_options::max_undelivered_bytes, TENON_OFF);
  const std::string session = house.begin_session(), words = words_for("1", (256u << 10) + 1);
  answer_nobody(house, session, "1", words);
  answer_nobody(house, session, "2", words);
  CHECK(count(come_back(house, session), words) == 2);
  CHECK(house.log.empty());
}

HELD(max_outbox_bytes, "reports of that many bytes wait, the one beyond waits alone and gives way to the next") {
  each({{1000, 1000}, {0, 256u << 10}}, [](uint64_t said, uint64_t bound) {
    for (const uint64_t over : {0u, 1u}) {
      INFO("the second report goes " << over << " beyond the bound");
      House house(&tenon_options::max_outbox_bytes, said);
      Reader reader(house);
      const uint64_t frame = reader.frame();
      CHECK(reader.report(many(300 - frame, 'a')) == TENON_OK);
      CHECK(reader.report(many(bound - 300 - frame + over, 'b')) == TENON_OK);
      CHECK(reader.report("ccc") == (over ? TENON_DROPPED : TENON_OK)); // in b's stead, or alone beyond
      CHECK(reader.report("ddd") == TENON_DROPPED);
      CHECK(tenon_reply_text(house.owed[0], str("the result is never dropped"), house.now()) == TENON_OK);
      const std::string all = reader.line.take();
      CHECK(says(all, "aaa"));
      CHECK(says(all, "bbb") == (over == 0));
      CHECK_FALSE(says(all, "ccc"));
      CHECK(says(all, "ddd")); // the latest
      CHECK(says(all, "the result is never dropped"));
      CHECK(all.find("ddd") < all.find("the result"));
    }
  });
}

HELD(max_outbox_bytes, "a channel is fed while that many bytes wait, with one more it says BUSY until it is pulled") {
  each({{1000, 1000}, {0, 256u << 10}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_outbox_bytes, said);
    Reader reader(house);
    const std::string call = body_of("echo", R"({"text":"heard"})", "2") + "\n";
    CHECK(reader.report(many(bound - reader.frame(), 'a')) == TENON_OK);
    CHECK(reader.line.feed(call) == TENON_OK);
    CHECK(reader.line.feed(call) == TENON_BUSY); // the answer came on top
    CHECK(house.runs == 2);
    CHECK(count(reader.line.take(), "heard") == 1);
    CHECK(reader.line.feed(call) == TENON_OK);
    CHECK(count(reader.line.take(), "heard") == 1);
  });
}

HELD(max_outbox_bytes, "words for a report may be as long, one byte more is the handler's mistake") {
  each({{1000, 1000}, {0, 256u << 10}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_outbox_bytes, said);
    Reader reader(house);
    CHECK(reader.report(many(bound, 'a')) == TENON_OK); // it waits alone
    CHECK(count(reader.line.take(), many(bound, 'a')) == 1);
    CHECK(reader.report(many(bound + 1, 'b')) == TENON_LIMIT);
    CHECK(reader.line.take() == "");
    CHECK(reader.report("ccc") == TENON_OK);
    CHECK(says(reader.line.take(), "ccc"));
  });
}

OFF(max_outbox_bytes, "nothing gives way and nothing is busy") {
  House house(&tenon_options::max_outbox_bytes, TENON_OFF);
  Reader reader(house);
  for (int i = 0; i < 5; ++i) CHECK(reader.report(many(256u << 10, 'a')) == TENON_OK);
  CHECK(reader.line.feed(body_of("echo", R"({"text":"heard"})", "2") + "\n") == TENON_OK);
  const std::string all = reader.line.take();
  CHECK(count(all, "notifications/progress") == 5);
  CHECK(says(all, "heard"));
}

HELD(max_result_bytes, "a result of that many bytes is sent, of one byte more both sides are told") {
  each({{500, 500}, {0, 16u << 20}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_result_bytes, said);
    const auto result = [](std::string_view words) { return R"({"content":[{"type":"text","text":")" + std::string(words) + "\"}]}"; };
    const std::string fits = many(bound, 'w'), over = fits + "w";
    const std::string json = result(many(bound - result("").size(), 'w'));
    using Settle = std::function<tenon_status(tenon_reply *, bool)>;
    const Settle ways[] = {
        [&](tenon_reply *r, bool f) { return tenon_reply_text(r, str(f ? fits : over), house.now()); },
        [&](tenon_reply *r, bool f) { return tenon_reply_tool_error(r, str(f ? fits : over), house.now()); },
        [&](tenon_reply *r, bool f) { return tenon_reply_result(r, str(f ? json : json + " "), house.now()); },
        [&](tenon_reply *r, bool f) { return tenon_reply_fail(r, 7, str(f ? fits : over), house.now()); },
    };
    for (const Settle &settle : ways) {
      for (const bool fitting : {true, false}) {
        Line line(house, head_of("later"));
        line.ask(body_of("later", "{}"));
        REQUIRE(house.owed.size() == 1);
        CHECK(settle(house.owed[0], fitting) == (fitting ? TENON_OK : TENON_LIMIT));
        CHECK(tenon_reply_text(house.owed[0], str("again"), house.now()) == TENON_GONE);
        const Heard heard = line.hear();
        CHECK(heard.status == 200);
        CHECK((code_of(heard.body) == -32603) == !fitting);
        CHECK(says(heard.body, "wwwww") == fitting);
        house.settle_all();
      }
    }
    CHECK(house.goes_on());
    CHECK(house.is_empty());
  });
}

OFF(max_result_bytes, "more than the default is sent") {
  House house(&tenon_options::max_result_bytes, TENON_OFF);
  Line line(house, head_of("later"));
  line.ask(body_of("later", "{}"));
  REQUIRE(house.owed.size() == 1);
  CHECK(tenon_reply_text(house.owed[0], str(many((16u << 20) + 1, 'w')), house.now()) == TENON_OK);
  CHECK(line.hear().body.size() > 16u << 20);
}
