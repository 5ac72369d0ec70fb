// resource_test.cpp - the words of resources and templates at the door, and their entries per revision.
#include "catalog/resource.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::catalog;

namespace {

constexpr Shown all{true, true, true, true, true, true, true}, none{false, false, false, false, false, false};

Outcome<Resource> read(const ResourceWords &words, uint64_t max_bytes = 5000) {
  json::Reader reader;
  return read_resource(words, {max_bytes, 16}, reader);
}

Outcome<ResourceTemplate> read(const TemplateWords &words, uint64_t max_bytes = 5000) {
  json::Reader reader;
  return read_template(words, {max_bytes, 16}, reader);
}

template <class Words> std::string refusal(const Words &words, Status status = Status::invalid, uint64_t max_bytes = 5000) {
  const auto refused = read(words, max_bytes);
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().status == status);
  return refused.refusal().text;
}

std::string entry(const ResourceWords &words, const Shown &shown = all) {
  const auto resource = read(words);
  REQUIRE(resource);
  std::string out;
  append_resource(out, *resource, shown);
  return out;
}

std::string entry(const TemplateWords &words, const Shown &shown = all) {
  const auto pattern = read(words);
  REQUIRE(pattern);
  std::string out;
  append_template(out, *pattern, shown);
  return out;
}

bool good_uri(std::string_view uri) { return static_cast<bool>(read(ResourceWords{.face = {.name = "r"}, .uri = uri})); }

constexpr FaceWords rich{.name = "notes", .title = "Notes", .description = "All \"notes\".", .annotations = R"({"priority": 1})",
                         .icons = R"([ ])", .meta = R"({ })", .required_scopes = "read"};

} // namespace

TEST_CASE("a resource needs a name and a URI") {
  CHECK(entry(ResourceWords{.face = {.name = "r"}, .uri = "note:1"}) == R"({"name":"r","uri":"note:1"})");
  CHECK(entry(TemplateWords{.face = {.name = "t"}, .uri_template = "note:{id}"}) == R"({"name":"t","uriTemplate":"note:{id}"})");
}

TEST_CASE("what a resource says about itself is shown to revisions that know it; annotations to all") {
  const ResourceWords words{.face = rich, .uri = "note:1", .mime_type = "text/plain", .content_bytes = 12};
  CHECK(entry(words) == R"({"name":"notes","title":"Notes","description":"All \"notes\".","uri":"note:1","mimeType":"text/plain",)"
                        R"("size":12,"annotations":{"priority":1},"icons":[],"_meta":{}})");
  CHECK(entry(words, none) ==
        R"({"name":"notes","description":"All \"notes\".","uri":"note:1","mimeType":"text/plain","size":12,"annotations":{"priority":1}})");
  const TemplateWords family{.face = rich, .uri_template = "note:{id}", .mime_type = "text/plain"};
  CHECK(entry(family) == R"({"name":"notes","title":"Notes","description":"All \"notes\".","uriTemplate":"note:{id}","mimeType":"text/plain",)"
                         R"("annotations":{"priority":1},"icons":[],"_meta":{}})");
  CHECK(entry(family, none) ==
        R"({"name":"notes","description":"All \"notes\".","uriTemplate":"note:{id}","mimeType":"text/plain","annotations":{"priority":1}})");
}

TEST_CASE("fixed content: text as it is, bytes in base64, and their size unless another is given") {
  const auto text = read(ResourceWords{.face = {.name = "r"}, .uri = "a:", .text = "h\xC3\xA4", .has_text = true});
  REQUIRE(text);
  CHECK(text->fixed == "h\xC3\xA4");
  CHECK((text->is_fixed && text->is_text && text->content_bytes == 3));
  const auto blob = read(ResourceWords{.face = {.name = "r"}, .uri = "a:", .blob = "\xFF\xFE", .content_bytes = 9, .ttl_ms = 5, .shared = true, .has_blob = true});
  REQUIRE(blob);
  CHECK(blob->fixed == "//4=");
  CHECK((blob->is_fixed && !blob->is_text && blob->content_bytes == 9 && blob->ttl_ms == 5 && blob->shared));
  CHECK(entry(ResourceWords{.face = {.name = "r"}, .uri = "a:", .has_text = true}) == R"({"name":"r","uri":"a:","size":0})"); // empty, and known to be
  CHECK(refusal(ResourceWords{.face = {.name = "r"}, .uri = "a:", .has_text = true, .has_blob = true}) ==
        "resource r: text: there is a blob already; only one of the two");
  CHECK(refusal(ResourceWords{.face = {.name = "r"}, .uri = "a:", .text = "\xFF", .has_text = true}) == "resource r: text: is not UTF-8");
}

TEST_CASE("a size that every client reads exactly") {
  CHECK(read(ResourceWords{.face = {.name = "r"}, .uri = "a:", .content_bytes = 9007199254740991}));
  CHECK(refusal(ResourceWords{.face = {.name = "r"}, .uri = "a:", .content_bytes = 9007199254740992}) == "resource r: content_bytes: is over 2^53-1");
}

TEST_CASE("URIs have a scheme and only a URI's characters") {
  for (const char *good : {"a:", "A1+-.:", "file:///a/b%20c?d=e&f#g", "urn:x:1", "data:,x", "http://[::1]:80/"}) {
    CAPTURE(good);
    CHECK(good_uri(good));
  }
  for (const char *bad : {"", "a", ":", "1:", "/a:", "a b:", "a: ", "a:\"", "a:<", "a:\\", "a:{", "a:^", "a:`", "a:|", "a:%", "a:%2", "a:%2g", "a:\xC3\xA4",
                          "a:\n", "a:\x7F", "a:#b#c"}) {
    CAPTURE(bad);
    CHECK_FALSE(good_uri(bad));
  }
  CHECK_FALSE(good_uri(std::string_view("a:\0", 3)));
  CHECK(refusal(ResourceWords{.face = {.name = "r"}, .uri = "notes"}) == "resource r: uri: does not begin with a scheme, as \"file:\"");
  CHECK(refusal(ResourceWords{.face = {.name = "r"}, .uri = "a:b c"}) == "resource r: uri: has no character of a URI at byte 3 (RFC 3986)");
}

TEST_CASE("URIs at the bound, and one byte past it") {
  const std::string longest = "a:" + std::string(2046, 'b'), too_long = longest + "b";
  CHECK(good_uri(longest));
  CHECK(refusal(ResourceWords{.face = {.name = "r"}, .uri = too_long}) == "resource r: uri: is longer than 2048 bytes");
}

TEST_CASE("words at the bound are taken, one byte past it refused; content does not count") {
  const std::string content(1000, 'c');
  const ResourceWords words{.face = {.name = "12345"}, .uri = "a234567:90", .mime_type = "67890", .text = content, .has_text = true};
  CHECK(read(words, 20));
  CHECK(refusal(words, Status::limit, 19) == "resource 12345: its words are 20 bytes, over max_tool_bytes");
  const TemplateWords family{.face = {.name = "12345"}, .uri_template = "123456:{9}", .mime_type = "67890"};
  CHECK(read(family, 20));
  CHECK(refusal(family, Status::limit, 19) == "resource template 12345: its words are 20 bytes, over max_tool_bytes");
}

TEST_CASE("a refusal says which member of which entry, and why") {
  CHECK(refusal(ResourceWords{.uri = "a:"}) == "resource name: 1 to 256 bytes of UTF-8 without control characters");
  CHECK(refusal(TemplateWords{.uri_template = "a:"}) == "resource template name: 1 to 256 bytes of UTF-8 without control characters");
  CHECK(refusal(ResourceWords{.face = {.name = "r"}, .uri = "a:", .mime_type = "a\nb"}) ==
        "resource r: mime_type: 1 to 256 bytes of UTF-8 without control characters");
  CHECK(refusal(ResourceWords{.face = {.name = "r", .annotations = R"({"priority":2})"}, .uri = "a:"}) ==
        "resource r: annotations.priority: is not a number from 0 to 1");
  CHECK(refusal(TemplateWords{.face = {.name = "t"}, .uri_template = "a:{b"}) == "resource template t: uri_template: at byte 2: a { that nothing closes");
  CHECK(refusal(TemplateWords{.face = {.name = "t", .icons = "[{}]"}, .uri_template = "a:{b}"}) == "resource template t: icons[0].src: is missing");
  CHECK(refusal(TemplateWords{.face = {.name = "t"}, .uri_template = "a:{b}", .mime_type = "\x01"}) ==
        "resource template t: mime_type: 1 to 256 bytes of UTF-8 without control characters");
}
