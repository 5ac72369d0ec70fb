// message_test.cpp - how long, how deep, how many in a batch.
#include "bounds/bound.hpp"
#include "bounds/house.hpp"

using namespace bounds;

namespace {

std::string padded_call(size_t bytes, std::string_view id = "1") { return padded(body_of("echo", R"({"text":"heard"})", id), bytes); }

bool is_heard(std::string_view message) { return says(message, R"("text":"heard")") && code_of(message) == 0; }

std::string nested_arrays(uint64_t levels) {
  const auto n = static_cast<size_t>(levels);
  return std::string(n, '[') + std::string(n, ']');
}

// Message, params and arguments are three levels.
std::string call_of_depth(uint64_t levels) {
  return body_of("echo", R"({"text":"heard","deep":)" + nested_arrays(levels - 3) + "}");
}

std::string batch_of(uint64_t messages) {
  std::string text = "[";
  for (uint64_t i = 0; i < messages; ++i) text += (i ? "," : "") + guest::request(std::to_string(i), "ping");
  return text + "]";
}

} // namespace

HELD(max_message_bytes, "a body of that many bytes is answered, one byte more is 413") {
  each({{500, 500}, {0, 4u << 20}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_message_bytes, said);
    const Heard fits = house.post(head_of("echo"), padded_call(bound));
    CHECK(fits.status == 200);
    CHECK(is_heard(fits.body));

    Line line(house, head_of("echo"));
    CHECK(line.feed(padded_call(bound)) == TENON_OK);
    CHECK(line.answered() == TENON_IDLE);
    CHECK(line.feed(" ") == TENON_FINISHED);
    CHECK(line.feed(" ") == TENON_FINISHED);
    CHECK(line.end() == TENON_OK);
    const Heard over = line.hear();
    CHECK(over.status == 413);
    CHECK(code_of(over.body) == -32600);
    CHECK(line.finished());
    line.close();

    Line at_once(house, head_of("echo"));
    CHECK(at_once.feed(padded_call(bound + 1)) == TENON_FINISHED);
    CHECK(at_once.hear().status == 413);
    at_once.close();
    CHECK(house.runs == 1);
    CHECK(house.goes_on());
    CHECK(house.is_empty());
  });
}

HELD(max_message_bytes, "of a longer line the rest is skipped, the next line is heard") {
  each({{500, 500}, {0, 4u << 20}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_message_bytes, said);
    Line line(house, guest::channel(TENON_LINES));
    for (const char *end : {"\n", "\r\n"}) { // neither belongs to the line
      CHECK(line.feed(padded_call(bound) + end) == TENON_OK);
      CHECK(is_heard(line.take()));
      CHECK(line.feed(padded_call(bound + 1) + end) == TENON_OK);
      CHECK(code_of(line.take()) == -32600);
    }
    CHECK(line.feed(padded_call(bound + 1)) == TENON_OK); // and is answered before its end has come
    const std::string refusal = line.take();
    CHECK(code_of(refusal) == -32600);
    CHECK(says(refusal, R"("id":null)"));
    for (int i = 0; i < 3; ++i) CHECK(line.feed(std::string(bound, 'x')) == TENON_OK);
    CHECK(line.take() == "");
    CHECK(line.feed("\n" + padded_call(bound, "2") + "\n") == TENON_OK);
    const std::string next = line.take();
    CHECK(is_heard(next));
    CHECK(count(next, "\n") == 1);
    CHECK(line.feed(padded_call(bound)) == TENON_OK); // the last one needs no line end
    CHECK(line.end() == TENON_OK);
    CHECK(is_heard(line.take()));
    CHECK(line.close_code() == 1000);
  });
}

HELD(max_message_bytes, "a message of a channel is refused alone") {
  each({{500, 500}, {0, 4u << 20}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_message_bytes, said);
    Line line(house, guest::channel(TENON_MESSAGES));
    CHECK(line.feed(padded_call(bound)) == TENON_OK);
    CHECK(line.feed(padded_call(bound + 1)) == TENON_OK);
    CHECK(line.feed(padded_call(bound)) == TENON_OK);
    CHECK(is_heard(line.take_one()));
    CHECK(code_of(line.take_one()) == -32600);
    CHECK(is_heard(line.take_one()));
    CHECK(line.take() == "");
  });
}

OFF(max_message_bytes, "more than the default is heard on every carrier") {
  House house(&tenon_options::max_message_bytes, TENON_OFF);
  const std::string large = padded_call((4u << 20) + 1);
  CHECK(is_heard(house.post(head_of("echo"), large).body));
  Line lines(house, guest::channel(TENON_LINES)), messages(house, guest::channel(TENON_MESSAGES));
  CHECK(lines.feed(large + "\n") == TENON_OK);
  CHECK(is_heard(lines.take()));
  CHECK(messages.feed(large) == TENON_OK);
  CHECK(is_heard(messages.take()));
}

HELD(max_nesting, "a message of that many levels is answered, one level more is refused by its id") {
  each({{9, 9}, {0, 64}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_nesting, said);
    const Heard fits = house.post(head_of("echo"), call_of_depth(bound));
    CHECK(fits.status == 200);
    CHECK(is_heard(fits.body));
    const Heard over = house.post(head_of("echo"), call_of_depth(bound + 1));
    CHECK(over.status == 400);
    CHECK(code_of(over.body) == -32600);
    CHECK(says(over.body, R"("id":1)"));

    Line line(house, guest::channel(TENON_LINES));
    CHECK(line.feed(call_of_depth(bound + 1) + "\n" + call_of_depth(bound) + "\n") == TENON_OK);
    const std::string said_back = line.take();
    CHECK(count(said_back, "\"code\":-32600") == 1);
    CHECK(count(said_back, R"("text":"heard")") == 1);
    CHECK(house.runs == 2);
  });
}

HELD(max_nesting, "a result of that many levels is taken, one level more is the handler's mistake and settles nothing") {
  each({{9, 9}, {0, 64}}, [](uint64_t said, uint64_t bound) {
    const auto result = [](uint64_t levels) { return R"({"content":[],"structuredContent":{"deep":)" + nested_arrays(levels - 2) + "}}"; };
    House house(&tenon_options::max_nesting, said);
    Line line(house, head_of("later"));
    line.ask(body_of("later", "{}"));
    REQUIRE(house.owed.size() == 1);
    CHECK(tenon_reply_result(house.owed[0], str(result(bound + 1)), house.now()) == TENON_INVALID);
    CHECK(line.answered() == TENON_IDLE);
    CHECK(house.counts().calls == 1);
    CHECK(tenon_reply_result(house.owed[0], str(result(bound)), house.now()) == TENON_OK);
    const Heard heard = line.hear();
    CHECK(heard.status == 200);
    CHECK(says(heard.body, nested_arrays(bound - 2)));
  });
}

HELD(max_nesting, "a tool's schema of that many levels is taken, one level more is none to us") {
  each({{9, 9}, {0, 64}}, [](uint64_t said, uint64_t bound) {
    const auto schema = [](uint64_t levels) { return R"({"type":"object","default":)" + nested_arrays(levels - 1) + "}"; };
    House house(&tenon_options::max_nesting, said);
    CHECK(house.add_tool("deep", schema(bound + 1)) == TENON_BAD_SCHEMA);
    CHECK(house.counts().tools == 2);
    CHECK(house.drops == 1);
    CHECK(house.add_tool("deep", schema(bound)) == TENON_OK);
  });
}

OFF(max_nesting, "the parser's own ceiling is left, 65,536 levels") {
  House house(&tenon_options::max_nesting, TENON_OFF);
  CHECK(is_heard(house.post(head_of("echo"), call_of_depth(65)).body));
  CHECK(is_heard(house.post(head_of("echo"), call_of_depth(65536)).body));
  const Heard over = house.post(head_of("echo"), call_of_depth(65537));
  CHECK(over.status == 400);
  CHECK(code_of(over.body) == -32600);
  CHECK(house.goes_on());
}

HELD(max_batch, "a batch of that many messages is answered, one message more refuses all of it") {
  each({{3, 3}, {0, 32}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_batch, said);
    const std::string session = house.begin_session("2025-03-26");
    const uint64_t before = house.counts().requests;
    const Heard fits = house.post(guest::Head::of_session(session), batch_of(bound));
    CHECK(fits.status == 200);
    CHECK(count(fits.body, R"("result":{})") == bound);
    const Heard over = house.post(guest::Head::of_session(session), batch_of(bound + 1));
    CHECK(over.status == 400);
    CHECK(code_of(over.body) == -32600);
    CHECK(house.counts().requests == before + bound); // none of them was served
    CHECK(house.ping(session).status == 200);
    CHECK(house.is_empty());

    Line line(house, guest::channel(TENON_LINES));
    CHECK(line.feed(guest::initialize("2025-03-26") + "\n" + guest::initialized() + "\n") == TENON_OK);
    CHECK(says(line.take(), "2025-03-26"));
    CHECK(line.feed(batch_of(bound) + "\n") == TENON_OK);
    CHECK(count(line.take(), R"("result":{})") == bound);
    CHECK(line.feed(batch_of(bound + 1) + "\n") == TENON_OK);
    CHECK(code_of(line.take()) == -32600);
    CHECK(line.feed(guest::request("1", "ping") + "\n") == TENON_OK);
    CHECK(says(line.take(), R"("result":{})"));
  });
}

OFF(max_batch, "a thousand messages are one batch") {
  House house(&tenon_options::max_batch, TENON_OFF);
  const Heard heard = house.post(guest::Head::of_session(house.begin_session("2025-03-26")), batch_of(1000));
  CHECK(heard.status == 200);
  CHECK(count(heard.body, R"("result":{})") == 1000);
}
