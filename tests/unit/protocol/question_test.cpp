// question_test.cpp - which questions a host may ask, and what it is told about the others.
#include "protocol/asking.hpp"
#include <vector>

using namespace asking;

TEST_CASE("a question of each kind is taken as it was given, its JSON on one line") {
  const Question form = asked(form_words("{ \"type\": \"object\",\n \"properties\": { \"a\": { \"type\": \"string\" } } }"));
  CHECK(form.key == "name");
  CHECK(form.kind == Ask::form);
  CHECK(form.message == "Who are you?");
  CHECK(form.schema == R"({"type":"object","properties":{"a":{"type":"string"}}})");
  CHECK(asked(url_words("https://example.com/key?x=1#top")).url == "https://example.com/key?x=1#top");
  CHECK(asked(sample_words("{\"messages\":[],\r\n\"maxTokens\":1}")).params == R"({"messages":[],"maxTokens":1})");
  CHECK(asked(roots_words()).kind == Ask::roots);
}

TEST_CASE("keys have 1 to 128 bytes of UTF-8, each once in an ask") {
  CHECK(refusal(form_words(name_form, std::string(128, 'k'))) == "");
  CHECK(refusal(form_words(name_form, std::string(129, 'k'))).find("1 to 128 bytes") != std::string::npos);
  CHECK(refusal(form_words(name_form, "")).find("1 to 128 bytes") != std::string::npos);
  CHECK(refusal(form_words(name_form, "\xff")).find("1 to 128 bytes") != std::string::npos);
  const std::vector<Question> others = {asked(form_words(name_form, "one")), asked(form_words(name_form, "two"))};
  CHECK(refusal(form_words(name_form, "two"), others) == "question two: \"key\" is that of another question");
  CHECK(refusal(form_words(name_form, "three"), others) == "");
}

TEST_CASE("there are four kinds") {
  for (const int64_t kind : {int64_t{0}, int64_t{5}, int64_t{-1}, int64_t{257}, INT64_MAX}) {
    CAPTURE(kind);
    CHECK(refusal({"k", kind, "m", name_form, "https://a.example", short_talk}).find("\"kind\"") != std::string::npos);
  }
}

TEST_CASE("people are told something, in UTF-8") {
  CHECK(refusal({"k", 1, "", name_form, "", ""}).find("\"message\"") != std::string::npos);
  CHECK(refusal({"k", 1, "\xc3", name_form, "", ""}).find("\"message\"") != std::string::npos);
  CHECK(refusal({"k", 2, "", "", "https://a.example", ""}).find("\"message\"") != std::string::npos);
}

TEST_CASE("people are sent to https, or to http on this machine") {
  for (const char *url : {"https://example.com", "https://example.com:8443/a/b?c=d", "HTTPS://EXAMPLE.COM/", "https://[2001:db8::1]/x", "http://localhost:3000/cb",
                          "http://127.0.0.1/", "http://[::1]:8080", "https://a.example/%C3%A9", "https://user.example?next=https://b.example/@me"}) {
    CAPTURE(url);
    CHECK(refusal(url_words(url)) == "");
  }
  for (const char *url : {"", "example.com", "//example.com", "http://example.com/", "javascript:alert(1)", "file:///etc/passwd", "https://", "https:///path", "https:/one",
                          "https://user:secret@example.com/", "https://exa mple.com", "https://example.com/\n", "https://example.com/\xc3\xa9", "https://example.com/%zz",
                          "https://example.com/%a", "https://a.example:port/", "https://a.example:123456/", "https://[::1", "https://[::1]x/", "https://[]/",
                          "http://localhost.evil.example/", "http://127.0.0.1.evil.example/", "http://localhost@evil.example/", "https://a\\b/", "https://a.example/\"><script>"}) {
    CAPTURE(url);
    CHECK(refusal(url_words(url)).find("\"url\"") != std::string::npos);
  }
  const std::string base = "https://example.com/";
  CHECK(refusal(url_words(base + std::string(most_url_bytes - base.size(), 'x'))) == "");
  CHECK(refusal(url_words(base + std::string(most_url_bytes - base.size() + 1, 'x'))).find("2048") != std::string::npos);
}

TEST_CASE("JSON that is none, or too deep, is refused with the reason") {
  CHECK(refusal(form_words("{")).find("is not JSON") != std::string::npos);
  CHECK(refusal(form_words("")).find("is not JSON") != std::string::npos);
  CHECK(refusal(form_words(R"({"type":"object","type":"object","properties":{}})")).find("duplicate") != std::string::npos);
  CHECK(refusal(sample_words("nonsense")).find("is not JSON") != std::string::npos);
  const std::string deep = R"({"messages":[],"maxTokens":1,"metadata":{"x":)" + std::string(62, '[') + std::string(62, ']') + "}}";
  CHECK(refusal(sample_words(deep)) == "");
  CHECK(refusal(sample_words(R"({"messages":[],"maxTokens":1,"metadata":{"x":)" + std::string(63, '[') + std::string(63, ']') + "}}")).find("nested too deeply") !=
        std::string::npos);
}

TEST_CASE("params for the client's model have messages and a limit, and whatever else they have is in shape") {
  const auto talk = [](std::string_view more) { return R"({"messages":[],"maxTokens":1)" + std::string(more) + "}"; };
  CHECK(refusal(sample_words(short_talk)) == "");
  for (const char *fine : {R"(,"systemPrompt":"s","temperature":0.5,"stopSequences":["a"],"includeContext":"none","metadata":{},"modelPreferences":{},"_meta":{})",
                           R"(,"tools":[{"name":"t","inputSchema":{"type":"object"}}],"toolChoice":{"mode":"auto"})", R"(,"vendorThing":7)"}) {
    CAPTURE(fine);
    CHECK(refusal(sample_words(talk(fine))) == "");
  }
  for (const char *wrong : {R"(,"systemPrompt":1)", R"(,"temperature":"hot")", R"(,"stopSequences":"a")", R"(,"stopSequences":[1])", R"(,"includeContext":"some")",
                            R"(,"metadata":[])", R"(,"modelPreferences":7)", R"(,"toolChoice":"auto")", R"(,"_meta":1)", R"(,"task":{})", R"(,"tools":{})",
                            R"(,"tools":[{"name":"t"}])", R"(,"tools":[7])"}) {
    CAPTURE(wrong);
    CHECK(refusal(sample_words(talk(wrong))).find("\"params\"") != std::string::npos);
  }
  for (const char *wrong : {"[]", "{}", R"({"messages":[]})", R"({"maxTokens":1})", R"({"messages":{},"maxTokens":1})", R"({"messages":[],"maxTokens":0})",
                            R"({"messages":[],"maxTokens":1.5})", R"({"messages":[],"maxTokens":"1"})", R"({"messages":[7],"maxTokens":1})",
                            R"({"messages":[{"role":"system","content":{"type":"text","text":"x"}}],"maxTokens":1})",
                            R"({"messages":[{"role":"user","content":"x"}],"maxTokens":1})", R"({"messages":[{"role":"user","content":{"type":"text"}}],"maxTokens":1})",
                            R"({"messages":[{"role":"user","content":{"type":"image","data":"AA=="}}],"maxTokens":1})",
                            R"({"messages":[{"role":"user","content":[{"type":"dance"}]}],"maxTokens":1})"}) {
    CAPTURE(wrong);
    CHECK(refusal(sample_words(wrong)).find("\"params\"") != std::string::npos);
  }
}

TEST_CASE("what a client must be able to do for each question") {
  CHECK(needed(asked(form_words(name_form))) == can_elicit_form);
  CHECK(needed(asked(url_words("https://a.example"))) == can_elicit_url);
  CHECK(needed(asked(roots_words())) == can_list_roots);
  CHECK(needed(asked(sample_words(short_talk))) == can_sample);
  CHECK(needed(asked(sample_words(R"({"messages":[],"maxTokens":1,"tools":[]})"))) == (can_sample | can_sample_tools));
  CHECK(needed(asked(sample_words(R"({"messages":[],"maxTokens":1,"toolChoice":{}})"))) == (can_sample | can_sample_tools));
  CHECK(needed(asked(sample_words(R"({"messages":[],"maxTokens":1,"\u0074ools":[]})"))) == (can_sample | can_sample_tools));
  CHECK(needed(asked(sample_words(R"({"messages":[],"maxTokens":1,"metadata":{"tools":[]}})"))) == can_sample);
}

TEST_CASE("which revision has a way to ask") {
  const auto from = [](const Question &question, Revision first) {
    for (size_t i = 0; i < revisions.size(); ++i) CHECK(known(question, static_cast<Revision>(i)) == (i >= static_cast<size_t>(first)));
  };
  from(asked(form_words(name_form)), Revision::r2025_06_18);
  from(asked(url_words("https://a.example")), Revision::r2025_11_25);
  from(asked(sample_words(short_talk)), Revision::r2024_11_05);
  from(asked(sample_words(R"({"messages":[],"maxTokens":1,"tools":[]})")), Revision::r2025_11_25);
  from(asked(roots_words()), Revision::r2024_11_05);
}
