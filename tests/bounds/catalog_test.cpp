// catalog_test.cpp - how many tools, how large, on how many pages, and how costly their schemas may be.
#include "bounds/bound.hpp"
#include "bounds/house.hpp"

using namespace bounds;

namespace {

constexpr std::string_view any_object = R"({"type":"object"})";

std::string name_of(uint64_t number) { return "tool" + std::to_string(number); }

void fill(House &house, uint64_t tools) {
  for (uint64_t i = house.counts().tools; i < tools; ++i) REQUIRE(house.add_tool(name_of(i)) == TENON_OK);
}

// As many words as make the tool that large.
std::string description(std::string_view name, uint64_t bytes) {
  return std::string(static_cast<size_t>(bytes) - name.size() - any_object.size(), 'd');
}

// A schema in a schema, `levels` of them below the root.
std::string schema_of_depth(uint64_t levels) {
  std::string text = R"({"type":"object")";
  for (uint64_t i = 0; i < levels; ++i) text += R"(,"additionalProperties":{"minItems":1)";
  return text + std::string(static_cast<size_t>(levels) + 1, '}');
}

// The root and `count - 1` below it.
std::string schema_of_subschemas(uint64_t count) {
  std::string text = R"({"type":"object","allOf":[)";
  for (uint64_t i = 1; i < count; ++i) text += i == 1 ? "{}" : ",{}";
  return text + "]}";
}

std::string list_of(uint64_t numbers) {
  std::string text = R"({"list":[)";
  for (uint64_t i = 0; i < numbers; ++i) text += i == 0 ? "7" : ",7";
  return text + "]}";
}

constexpr std::string_view list_schema = R"({"type":"object","properties":{"list":{"type":"array","items":{"type":"integer"}}}})";
constexpr uint64_t checks_around = 3; // of the arguments, their one member, and the list; then one for each number

Heard list_tools(House &house, std::string_view cursor = "") {
  std::string meta(guest::modern_meta);
  if (!cursor.empty()) meta += ",\"cursor\":\"" + std::string(cursor) + "\"";
  return house.post(guest::Head::modern("tools/list"), guest::request("1", "tools/list", meta));
}

std::string cursor_in(std::string_view page) {
  constexpr std::string_view name = "\"nextCursor\":\"";
  const size_t at = page.find(name);
  if (at == page.npos) return "";
  page.remove_prefix(at + name.size());
  return std::string(page.substr(0, page.find('"')));
}

size_t tools_on(std::string_view page) { return count(page, "\"inputSchema\":"); }

void check_refused(House &house, tenon_status status) { // nothing was added, its user was dropped
  const uint64_t tools = house.counts().tools;
  const int drops = house.drops;
  CHECK(status == TENON_LIMIT);
  CHECK(tools == 2);
  CHECK(drops == 1);
  CHECK(house.goes_on());
}

} // namespace

HELD(max_tools, "that many tools are on offer, one more is LIMIT until another is taken back") {
  each({{5, 5}, {0, 10'000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_tools, said);
    fill(house, bound);
    CHECK(house.add_tool("over") == TENON_LIMIT);
    CHECK(house.drops == 1); // its user alone
    CHECK(house.counts().tools == bound);
    CHECK(house.add_tool("echo") == TENON_DUPLICATE);
    CHECK(code_of(house.call("over", "{}").body) == -32602);
    CHECK(house.call(name_of(bound - 1), R"({"text":"heard"})").status == 200);
    CHECK(house.remove_tool(name_of(bound - 1)) == TENON_OK);
    CHECK(house.add_tool("over") == TENON_OK);
    CHECK(house.call("over", R"({"text":"heard"})").status == 200);
    CHECK(house.goes_on());
  });
}

OFF(max_tools, "more than the default are on offer") {
  House house(&tenon_options::max_tools, TENON_OFF);
  fill(house, 10'001);
  CHECK(house.call(name_of(10'000), R"({"text":"heard"})").status == 200);
}

HELD(max_tool_bytes, "a tool of that many bytes is taken, one byte more is LIMIT") {
  each({{300, 300}, {0, 256u << 10}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_tool_bytes, said);
    check_refused(house, house.add_tool("wordy", any_object, description("wordy", bound + 1)));
    const std::string fits = description("wordy", bound);
    CHECK(house.add_tool("wordy", any_object, fits) == TENON_OK);
    CHECK(house.call("wordy", R"({"text":"heard"})").status == 200);
    CHECK(says(list_tools(house).body, fits));
  });
}

HELD(max_tool_bytes, "every text counts") {
  for (const size_t over : {0u, 1u}) {
    House house(&tenon_options::max_tool_bytes, 300);
    const std::string title(50, 't'), annotations = padded("{}", 100), words(300 - 4 - any_object.size() - 150 + over, 'd');
    tenon_tool tool{};
    tool.size = sizeof tool;
    tool.name = str("tool");
    tool.title = str(title);
    tool.description = str(words);
    tool.annotations = str(annotations);
    tool.run = [](void *, const tenon_call *, tenon_reply *reply) { tenon_reply_release(reply, {}); };
    CHECK(tenon_server_add_tool(house.server(), &tool, nullptr) == (over ? TENON_LIMIT : TENON_OK)); // the default schema, too
  }
}

OFF(max_tool_bytes, "more than the default is taken") {
  House house(&tenon_options::max_tool_bytes, TENON_OFF);
  CHECK(house.add_tool("wordy", any_object, description("wordy", 1u << 20)) == TENON_OK);
}

HELD(max_schema_depth, "schemas in that many others are taken, one level more is LIMIT") {
  each({{3, 3}, {0, 64}}, [](uint64_t said, uint64_t bound) {
    House house([&](tenon_options &o) {
      o.max_schema_depth = said;
      o.max_nesting = 1000; // of the JSON, which is one level deeper
    });
    check_refused(house, house.add_tool("deep", schema_of_depth(bound + 1)));
    CHECK(house.add_tool("deep", schema_of_depth(bound)) == TENON_OK);
    CHECK(house.call("deep", R"({"text":"heard"})").status == 200);
  });
}

OFF(max_schema_depth, "what the stack bears is left, 256 levels") {
  House house([&](tenon_options &o) { o.max_schema_depth = o.max_nesting = TENON_OFF; });
  check_refused(house, house.add_tool("deep", schema_of_depth(257)));
  CHECK(house.add_tool("deep", schema_of_depth(256)) == TENON_OK);
}

HELD(max_subschemas, "that many schemas in one are taken, one more is LIMIT") {
  each({{10, 10}, {0, 10'000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_subschemas, said);
    check_refused(house, house.add_tool("wide", schema_of_subschemas(bound + 1)));
    CHECK(house.add_tool("wide", schema_of_subschemas(bound)) == TENON_OK);
    CHECK(house.call("wide", R"({"text":"heard"})").status == 200);
  });
}

OFF(max_subschemas, "a million are left") {
  House house([&](tenon_options &o) { o.max_subschemas = o.max_tool_bytes = TENON_OFF; });
  check_refused(house, house.add_tool("wide", schema_of_subschemas(1'000'001)));
  CHECK(house.add_tool("wide", schema_of_subschemas(1'000'000)) == TENON_OK);
}

HELD(max_schema_steps, "arguments that take that many checks reach the handler, one more does not") {
  each({{50, 50}, {0, 1'000'000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_schema_steps, said);
    REQUIRE(house.add_tool("sum", list_schema) == TENON_OK);
    const Heard fits = house.call("sum", list_of(bound - checks_around));
    CHECK(fits.status == 200);
    CHECK_FALSE(says(fits.body, "isError"));
    CHECK(house.runs == 1);
    const Heard over = house.call("sum", list_of(bound - checks_around + 1));
    CHECK(over.status == 200);
    CHECK(says(over.body, R"("isError":true)"));
    CHECK(says(over.body, "too costly"));
    CHECK(house.runs == 1);

    const guest::Head older = guest::Head::of_session(house.begin_session("2025-06-18")); // there the client is told
    CHECK(code_of(house.post(older, guest::call("1", "sum", list_of(bound - checks_around + 1))).body) == -32602);
    CHECK(code_of(house.post(older, guest::call("1", "sum", list_of(bound - checks_around))).body) == 0);
    CHECK(house.runs == 2);
    CHECK(house.goes_on());
    CHECK(house.is_empty());
  });
}

OFF(max_schema_steps, "more than the default are taken") {
  House house(&tenon_options::max_schema_steps, TENON_OFF);
  REQUIRE(house.add_tool("sum", list_schema) == TENON_OK);
  CHECK_FALSE(says(house.call("sum", list_of(1'000'001)).body, "isError"));
  CHECK(house.runs == 1);
}

HELD(page_size, "that many tools are one page, one more is on the next") {
  each({{5, 5}, {0, 1000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::page_size, said);
    fill(house, bound);
    const Heard all = list_tools(house);
    CHECK(tools_on(all.body) == bound);
    CHECK(cursor_in(all.body) == "");

    REQUIRE(house.add_tool("over") == TENON_OK);
    const Heard first = list_tools(house);
    CHECK(tools_on(first.body) == bound);
    CHECK_FALSE(says(first.body, R"("name":"over")"));
    REQUIRE(cursor_in(first.body) != "");
    const Heard second = list_tools(house, cursor_in(first.body));
    CHECK(tools_on(second.body) == 1);
    CHECK(says(second.body, R"("name":"over")"));
    CHECK(cursor_in(second.body) == "");
  });
}

OFF(page_size, "all tools are one page") {
  House house(&tenon_options::page_size, TENON_OFF);
  fill(house, 1001);
  const Heard all = list_tools(house);
  CHECK(tools_on(all.body) == 1001);
  CHECK(cursor_in(all.body) == "");
}
