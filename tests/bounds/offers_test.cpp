// offers_test.cpp - how many resources, templates and prompts.
#include "bounds/bound.hpp"
#include "bounds/house.hpp"

using namespace bounds;

namespace {

void answer(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_reply_text(reply, str("heard"), call->now);
  tenon_reply_release(reply, call->now);
}

void drop(void *drops) { ++*static_cast<int *>(drops); }

// One kind of what is on offer, by number.
struct Resources {
  static constexpr uint64_t tenon_options::*limit = &tenon_options::max_resources;
  static uint64_t count(const tenon_counts &counts) { return counts.resources; }
  static std::string name(uint64_t number) { return "house:room/" + std::to_string(number); }
  static tenon_status add(House &house, uint64_t number, int &drops) {
    const std::string uri = name(number);
    tenon_resource resource{};
    resource.size = sizeof resource;
    resource.uri = resource.name = str(uri);
    resource.user = &drops;
    resource.drop = drop;
    resource.read = answer;
    return tenon_server_add_resource(house.server(), &resource, nullptr);
  }
  static tenon_status remove(House &house, uint64_t number) { return tenon_server_remove_resource(house.server(), str(name(number))); }
  static std::string use(House &house, uint64_t number) {
    const std::string params = "\"uri\":\"" + name(number) + "\"," + std::string(guest::modern_meta);
    return house.post(guest::Head::modern("resources/read", name(number)), guest::request("1", "resources/read", params)).body;
  }
};

struct Templates {
  static constexpr uint64_t tenon_options::*limit = &tenon_options::max_templates;
  static uint64_t count(const tenon_counts &counts) { return counts.templates; }
  static std::string name(uint64_t number) { return "house:room/" + std::to_string(number) + "/{thing}"; }
  static tenon_status add(House &house, uint64_t number, int &drops) {
    const std::string pattern = name(number);
    tenon_resource_template record{};
    record.size = sizeof record;
    record.uri_template = record.name = str(pattern);
    record.user = &drops;
    record.drop = drop;
    record.read = answer;
    return tenon_server_add_resource_template(house.server(), &record, nullptr);
  }
  static tenon_status remove(House &house, uint64_t number) {
    return tenon_server_remove_resource_template(house.server(), str(name(number)));
  }
  static std::string use(House &house, uint64_t number) {
    const std::string uri = "house:room/" + std::to_string(number) + "/lamp";
    const std::string params = "\"uri\":\"" + uri + "\"," + std::string(guest::modern_meta);
    return house.post(guest::Head::modern("resources/read", uri), guest::request("1", "resources/read", params)).body;
  }
};

struct Prompts {
  static constexpr uint64_t tenon_options::*limit = &tenon_options::max_prompts;
  static uint64_t count(const tenon_counts &counts) { return counts.prompts; }
  static std::string name(uint64_t number) { return "prompt" + std::to_string(number); }
  static tenon_status add(House &house, uint64_t number, int &drops) {
    const std::string called = name(number);
    tenon_prompt prompt{};
    prompt.size = sizeof prompt;
    prompt.name = str(called);
    prompt.user = &drops;
    prompt.drop = drop;
    prompt.get = answer;
    return tenon_server_add_prompt(house.server(), &prompt, nullptr);
  }
  static tenon_status remove(House &house, uint64_t number) { return tenon_server_remove_prompt(house.server(), str(name(number))); }
  static std::string use(House &house, uint64_t number) {
    const std::string params = "\"name\":\"" + name(number) + "\"," + std::string(guest::modern_meta);
    return house.post(guest::Head::modern("prompts/get", name(number)), guest::request("1", "prompts/get", params)).body;
  }
};

// `bound` are on offer and in use; one more is not, until another is taken back.
template <class Kind> void check_held(uint64_t said, uint64_t bound) {
  int drops = 0;
  House house(Kind::limit, said);
  for (uint64_t i = 0; i < bound; ++i) REQUIRE(Kind::add(house, i, drops) == TENON_OK);
  CHECK(Kind::add(house, bound, drops) == TENON_LIMIT);
  CHECK(drops == 1); // its user alone
  CHECK(Kind::count(house.counts()) == bound);
  CHECK(Kind::add(house, 0, drops) == TENON_DUPLICATE);
  CHECK(code_of(Kind::use(house, bound)) == -32602);
  CHECK(says(Kind::use(house, bound - 1), "heard"));

  CHECK(Kind::remove(house, 0) == TENON_OK);
  CHECK(Kind::add(house, bound, drops) == TENON_OK);
  CHECK(says(Kind::use(house, bound), "heard"));
  CHECK(Kind::count(house.counts()) == bound);
  CHECK(house.goes_on());
  CHECK(house.is_empty());
}

template <class Kind> void check_off(uint64_t more) {
  int drops = 0;
  House house(Kind::limit, TENON_OFF);
  for (uint64_t i = 0; i < more; ++i) REQUIRE(Kind::add(house, i, drops) == TENON_OK);
  CHECK(says(Kind::use(house, more - 1), "heard"));
  CHECK(drops == 0);
}

} // namespace

HELD(max_resources, "that many resources are on offer, one more is LIMIT until another is taken back") {
  each({{5, 5}, {0, 10'000}}, check_held<Resources>);
}

OFF(max_resources, "more than the default are on offer") { check_off<Resources>(10'001); }

HELD(max_templates, "that many templates are on offer, one more is LIMIT until another is taken back") {
  each({{5, 5}, {0, 1000}}, check_held<Templates>);
}

OFF(max_templates, "more than the default are on offer") { check_off<Templates>(1001); }

HELD(max_prompts, "that many prompts are on offer, one more is LIMIT until another is taken back") {
  each({{5, 5}, {0, 10'000}}, check_held<Prompts>);
}

OFF(max_prompts, "more than the default are on offer") { check_off<Prompts>(10'001); }
