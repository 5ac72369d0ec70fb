// request_test.cpp - what may be asked: each field at its limit and one past it, and what is said about what does not fit.
#include "feedback/desk.hpp"
#include "schema/schema.hpp"
#include <algorithm>

using namespace desk;

namespace {

std::string with(const std::string &members) { return R"({"message":"May I?",)" + members + "}"; }
std::string text(const std::string &name, size_t points) { return '"' + name + R"(":")" + letters(points) + '"'; }
std::string list(size_t count) {
  std::string out = R"("predefinedOptions":[)";
  for (size_t i = 0; i < count; ++i) out += (i == 0 ? "\"" : ",\"") + std::to_string(i) + '"';
  return out + ']';
}

const std::string form = R"("form":{"type":"object","properties":{"n":{"type":"integer","minimum":1}},"required":["n"]})";

} // namespace

TEST_CASE("a request with everything") {
  const Heard asked = ask(R"({"message":"Ship it?","title":"Release","aiContent":"**1.2**",
    "predefinedOptions":["yes",{"value":"no","label":"No!","description":"wait a week","default":true}],
    "selection":"single","minSelected":1,"freeText":{"required":true,"maxLength":50,"placeholder":"why"},
    )" + form + R"(,"timeout":60.5,"onTimeout":{"default":{"selectedOptions":["no"],"freeText":"silence","form":{"n":3}}},
    "mode":"async","idempotencyKey":"k","thread":"t","locale":"zh-Hans-CN","priority":"high","metadata":{"a":[1, {"b":2}]}})");
  CHECK(asked.wrong == "");
  const Question &question = asked.request.question;
  CHECK(question.message == "Ship it?");
  CHECK(question.options.size() == 2);
  CHECK(question.options[0].value == "yes");
  CHECK(question.options[1].label == "No!");
  CHECK(question.options[1].preset);
  CHECK(question.selection == Selection::single);
  CHECK(question.least_selected == 1);
  CHECK(question.free_text.required);
  CHECK(question.free_text.most == 50);
  CHECK(question.form_json.find("\"n\"") != std::string::npos);
  CHECK(question.locale == "zh-Hans-CN");
  CHECK(question.priority == Priority::high);
  REQUIRE(question.fallback);
  CHECK(question.fallback->selected == std::vector<std::string>{"no"});
  CHECK(asked.request.timeout_ms == 60'500);
  CHECK(asked.request.mode == Mode::async);
  CHECK(asked.request.key == "k");
  CHECK(asked.request.thread == "t");
  CHECK(asked.request.metadata_json == R"({"a":[1,{"b":2}]})");
}

TEST_CASE("a request with a message alone") {
  const Heard asked = ask(R"({"message":"?"})");
  CHECK(asked.fine);
  CHECK(asked.request.timeout_ms == 300'000);
  CHECK(asked.request.mode == Mode::automatic);
  CHECK(asked.request.question.free_text.allowed);
  CHECK(asked.request.question.free_text.most == 20'000);
  CHECK(asked.request.question.options.empty());
}

TEST_CASE("every text at its limit and one letter past it, counted in letters and not in bytes") {
  struct Text {
    const char *name;
    size_t most;
  };
  for (const Text &each : {Text{"title", 200}, Text{"aiContent", 100'000}, Text{"idempotencyKey", 255}, Text{"thread", 255}}) {
    CAPTURE(each.name);
    CHECK(ask(with(text(each.name, each.most))).wrong == "");
    CHECK(ask(with(text(each.name, each.most + 1))).wrong == '/' + std::string(each.name) + " must have at most " + std::to_string(each.most) + " characters");
  }
  CHECK(ask('{' + text("message", 8000) + '}').wrong == "");
  CHECK(ask('{' + text("message", 8001) + '}').wrong == "/message must have at most 8000 characters");
  CHECK(ask(R"({"message":""})").wrong == "/message must have 1 or more characters");
  CHECK(ask(with(R"("locale":")" + std::string(35, 'a') + '"')).wrong == "");
  CHECK(ask(with(R"("locale":")" + std::string(36, 'a') + '"')).wrong == "/locale must have at most 35 characters");
  CHECK(ask(with(R"("locale":"en<")")).wrong == "/locale has characters that have no place in it");
  CHECK(ask(with(R"("thread":"a\nb")")).wrong == "/thread has characters that have no place in it");
}

TEST_CASE("options: their number, their texts, and none twice") {
  CHECK(ask(with(list(20))).wrong == "");
  CHECK(ask(with(list(21))).wrong == "/predefinedOptions must have at most 20 entries");
  CHECK(ask(with(list(0))).wrong == "");
  CHECK(ask(with(R"("predefinedOptions":[")" + letters(200) + "\"]")).wrong == "");
  CHECK(ask(with(R"("predefinedOptions":["a",")" + letters(201) + "\"]")).wrong == "/predefinedOptions/1 must have at most 200 characters");
  CHECK(ask(with(R"("predefinedOptions":["a","b","a"])")).wrong == "/predefinedOptions/2 is there twice");
  CHECK(ask(with(R"("predefinedOptions":["",7,{"label":"x"},{"value":"v","colour":"red"}])")).wrong ==
        "/predefinedOptions/0 must have 1 or more characters; /predefinedOptions/1 must be a string; "
        "/predefinedOptions/2/value is missing; /predefinedOptions/3/colour is not a known field");
  CHECK(ask(with(R"("predefinedOptions":[{"value":"v","description":")" + letters(1000) + "\"}]")).wrong == "");
  CHECK(ask(with(R"("predefinedOptions":[{"value":"v","description":")" + letters(1001) + "\"}]")).wrong ==
        "/predefinedOptions/0/description must have at most 1000 characters");
  CHECK(ask(with(R"("predefinedOptions":"yes")")).wrong == "/predefinedOptions must be an array");
}

TEST_CASE("how many may be chosen has to be possible") {
  CHECK(ask(with(list(3) + R"(,"minSelected":3,"maxSelected":3)")).wrong == "");
  CHECK(ask(with(list(3) + R"(,"minSelected":4)")).wrong == "/minSelected must be 3 or less");
  CHECK(ask(with(list(3) + R"(,"maxSelected":4)")).wrong == "/maxSelected must be 3 or less");
  CHECK(ask(with(list(3) + R"(,"maxSelected":0)")).wrong == "/maxSelected must be 1 or more");
  CHECK(ask(with(list(3) + R"(,"minSelected":2,"maxSelected":1)")).wrong == "/minSelected the least is over the most");
  CHECK(ask(with(list(3) + R"(,"minSelected":2,"selection":"single")")).wrong == "/minSelected the least is over the most");
  CHECK(ask(with(list(3) + R"(,"minSelected":1.5)")).wrong == "/minSelected must be a whole number");
  CHECK(ask(with(list(3) + R"(,"minSelected":-1)")).wrong == "/minSelected must be 0 or more");
  CHECK(ask(with(list(3) + R"(,"minSelected":1e300)")).wrong == "/minSelected must be 20 or less");
}

TEST_CASE("a question that nothing can answer is none") {
  CHECK(ask(with(R"("freeText":false)")).wrong == "/freeText needs a chosen option or some text");
  CHECK(ask(with(R"("freeText":false,)" + list(1))).wrong == "");
  CHECK(ask(with(R"("freeText":false,)" + form)).wrong == "");
  CHECK(ask(with(R"("freeText":{"maxLength":20000})")).wrong == "");
  CHECK(ask(with(R"("freeText":{"maxLength":20001})")).wrong == "/freeText/maxLength must be 20000 or less");
  CHECK(ask(with(R"("freeText":{"maxLength":0})")).wrong == "/freeText/maxLength must be 1 or more");
  CHECK(ask(with(R"("freeText":{"size":1})")).wrong == "/freeText/size is not a known field");
  CHECK(ask(with(R"("freeText":"yes")")).wrong == "/freeText must be an object");
}

TEST_CASE("time: from half a minute to a week, fractions too") {
  CHECK(ask(with(R"("timeout":30)")).request.timeout_ms == 30'000);
  CHECK(ask(with(R"("timeout":29.999)")).wrong == "/timeout must be 30 or more");
  CHECK(ask(with(R"("timeout":604800)")).request.timeout_ms == 604'800'000);
  CHECK(ask(with(R"("timeout":604800.001)")).wrong == "/timeout must be 604800 or less");
  CHECK(ask(with(R"("timeout":1e308)")).wrong == "/timeout must be 604800 or less");
  CHECK(ask(with(R"("timeout":-1e308)")).wrong == "/timeout must be 30 or more");
  CHECK(ask(with(R"("timeout":"60")")).wrong == "/timeout must be a number");
}

TEST_CASE("forms are flat schemas; what stands in for an answer has to be one") {
  CHECK(ask(with(R"("form":{"type":"object","properties":{"a":{"type":"object"}}})")).wrong.find("/form does not fit the form: ") == 0);
  CHECK(ask(with(R"("form":[])")).wrong == "/form must be an object");
  CHECK(ask(with(R"("onTimeout":"expire")")).wrong == "");
  CHECK(ask(with(R"("onTimeout":"explode")")).wrong.find("/onTimeout is not one of the choices: expire|") == 0);
  CHECK(ask(with(R"("onTimeout":{})")).wrong == "/onTimeout/default is missing");
  CHECK(ask(with(R"("onTimeout":{"default":{}})")).wrong == "/onTimeout/default needs a chosen option or some text");
  CHECK(ask(with(R"("onTimeout":{"default":{"selectedOptions":["a"]}})")).wrong == "/onTimeout/default/selectedOptions the question has no options");
  CHECK(ask(with(R"("onTimeout":{"default":{"selectedOptions":["a"]}},"predefinedOptions":["a"])")).wrong == ""); // in any order
  CHECK(ask(with(R"("onTimeout":{"default":{"form":{"n":0}}},)" + form)).wrong == "/onTimeout/default/form/n must be 1 or more");
  CHECK(ask(with(R"("onTimeout":{"default":{"freeText":"x"},"after":3})")).wrong == "/onTimeout/after is not a known field");
}

TEST_CASE("what is not in the table is refused by its name, and mode belongs to the tool") {
  CHECK(ask(with(R"("priorty":"low")")).wrong == "/priorty is not a known field");
  CHECK(ask(with(R"("a/b~c":1)")).wrong == "/a~1b~0c is not a known field");
  CHECK(ask(with(R"("approvers":{})")).wrong == "/approvers is not a known field");
  CHECK(ask(with(R"("mode":"wait")"), {}, Door::http).wrong == "/mode is not a known field");
  CHECK(ask(with(R"("mode":"later")")).wrong == "/mode is not one of the choices: auto|wait|async");
  CHECK(ask(R"({"title":"x"})").wrong == "/message is missing");
  CHECK(ask("[]").wrong == " must be an object");
  CHECK(ask(R"({"message":1,"timeout":1,"x":1})").wrong == "/message must be a string; /timeout must be 30 or more; /x is not a known field");
}

TEST_CASE("metadata and the whole are counted in bytes; no more than thirty-two complaints are told") {
  const auto metadata = [](size_t bytes) { return with(R"("metadata":{"a":")" + std::string(bytes - 8, 'x') + "\"}"); };
  CHECK(ask(metadata(16 << 10)).wrong == "");
  CHECK(ask(metadata((16 << 10) + 1)).wrong == "/metadata must have at most 16384 bytes");
  Limits small;
  const size_t whole = std::string(R"({"message":"May I?","freeText":{"maxLength":20000}})").size();
  small.question_bytes = static_cast<uint32_t>(whole);
  CHECK(ask(R"({"message":"May I?"})", small).wrong == "");
  small.question_bytes = static_cast<uint32_t>(whole - 1);
  CHECK(ask(R"({"message":"May I?"})", small).wrong == " must have at most " + std::to_string(whole - 1) + " bytes");
  std::string many = R"({"message":"?")";
  for (int i = 0; i < 50; ++i) many += ",\"x" + std::to_string(i) + "\":1";
  const std::string wrong = ask(many + "}").wrong;
  CHECK(std::count(wrong.begin(), wrong.end(), ';') == 31);
}

TEST_CASE("the limits of the system before: shorter, fewer, and the same option twice") {
  const Limits seed = seed_limits();
  CHECK(ask('{' + text("message", 1000) + '}', seed).wrong == "");
  CHECK(ask('{' + text("message", 1001) + '}', seed).wrong == "/message must have at most 1000 characters");
  CHECK(ask(with(list(10)), seed).wrong == "");
  CHECK(ask(with(list(11)), seed).wrong == "/predefinedOptions must have at most 10 entries");
  CHECK(ask(with(R"("predefinedOptions":[")" + letters(101) + "\"]"), seed).wrong == "/predefinedOptions/0 must have at most 100 characters");
  CHECK(ask(with(R"("predefinedOptions":["a","a"])"), seed).wrong == "");
  CHECK(ask(with(R"("timeout":3600)"), seed).wrong == "");
  CHECK(ask(with(R"("timeout":3601)"), seed).wrong == "/timeout must be 3600 or less");
}

TEST_CASE("the schema that is shown takes and refuses what the reader takes and refuses") {
  for (const Limits &limits : {Limits{}, seed_limits()}) {
    std::string schema;
    append_request_schema(schema, Door::tool, limits);
    tenon::json::Reader reader;
    REQUIRE(reader.parse_copy(schema, 64) == tenon::json::Trouble::none);
    const auto compiled = tenon::schema::compile(reader.root(), tenon::schema::Limits{});
    REQUIRE(compiled);
    const auto fits = [&](const std::string &json) {
      tenon::json::Reader value;
      REQUIRE(value.parse_copy(json, 64) == tenon::json::Trouble::none);
      tenon::schema::Finding finding;
      return tenon::schema::check(**compiled, value.root(), &finding) == tenon::schema::Fit::fits;
    };
    const std::string tries[] = {
        "{}", R"({"message":""})", '{' + text("message", limits.message) + '}', '{' + text("message", limits.message + 1) + '}',
        with(text("title", 200)), with(text("title", 201)), with(list(limits.options)), with(list(limits.options + 1)),
        with(R"("predefinedOptions":[{"value":"v","label":"l","default":true}])"), with(R"("predefinedOptions":[{"label":"l"}])"),
        with(R"("predefinedOptions":[{"value":"v","x":1}])"), with(R"("selection":"single")"), with(R"("selection":"none")"),
        with(R"("freeText":true)"), with(R"("freeText":1)"), with(R"("freeText":{"required":true})"), with(R"("freeText":{"maxLength":0})"),
        with(R"("timeout":30)"), with(R"("timeout":29)"), with(R"("timeout":3600)"), with(R"("timeout":604801)"), with(R"("mode":"async")"),
        with(R"("mode":1)"), with(R"("idempotencyKey":"")"), with(R"("metadata":[])"), with(R"("unknown":1)"), with(R"("onTimeout":"expire")"),
        with(R"("onTimeout":{})"), with(R"("priority":"high")"), with(R"("priority":"highest")"),
        with(R"("locale":"en")"), with(R"("minSelected":-1)"), with(R"("form":"x")"), with(form)};
    for (const std::string &each : tries) {
      CAPTURE(each.substr(0, 100));
      CHECK(fits(each) == ask(each, limits).fine);
    }
  }
}

TEST_CASE("the digest is of what the person sees, and of nothing else") {
  const auto digest = [](const std::string &json) { return digest_of(ask(json).request.question); };
  const Hash plain = digest(with(list(2)));
  CHECK(plain == digest(with(list(2) + R"(,"timeout":60,"mode":"async","metadata":{"a":1},"thread":"x","idempotencyKey":"k","priority":"low")")));
  CHECK(plain == digest(with(list(2) + R"(,"onTimeout":{"default":{"freeText":"x"}},"locale":"en")")));
  for (const std::string &other : {with(list(3)), with(list(2) + R"(,"title":"x")"), with(list(2) + R"(,"aiContent":"x")"),
                                   with(list(2) + R"(,"selection":"single")"), with(list(2) + R"(,"minSelected":1)"),
                                   with(list(2) + R"(,"freeText":false)"), with(list(2) + ',' + form)})
    CHECK(plain != digest(other));
}

TEST_CASE("a question without a title is shown with its message's first fifty letters") {
  CHECK(shown_title(ask(R"({"message":"short"})").request.question) == "short");
  CHECK(shown_title(ask(R"({"message":")" + letters(50) + "\"}").request.question) == letters(50));
  CHECK(shown_title(ask(R"({"message":")" + letters(51) + "\"}").request.question) == letters(50) + "...");
  CHECK(shown_title(ask(with(R"("title":"T")")).request.question) == "T");
}

TEST_CASE("a request becomes what a session is made of") {
  Asker asker;
  asker.principal = "ann";
  asker.context = "session:1";
  const Heard heard = ask(with(R"("thread":"t","idempotencyKey":"k","timeout":90,"metadata":{"a":1})"));
  const Asked asked = asked_of(heard.request, asker, Terms{});
  CHECK(asked.asker.principal == "ann");
  CHECK(asked.asker.context == "session:1");
  CHECK(asked.asker.thread == "t");
  CHECK(asked.asker.key == "k");
  CHECK(asked.asker.metadata_json == R"({"a":1})");
  CHECK(asked.terms.timeout_ms == 90'000);
  CHECK(asked.digest == digest_of(heard.request.question));
}

TEST_CASE("what a host may promise has its ranges") {
  CHECK(wrong_term(Terms{}) == "");
  const auto wrong = [](auto set) {
    Terms terms;
    set(terms);
    return wrong_term(terms);
  };
  constexpr int64_t day = 86'400'000;
  CHECK(wrong([](Terms &t) { t.grace_ms = 60'000; }) == "");
  CHECK(wrong([](Terms &t) { t.grace_ms = 60'001; }) == "grace");
  CHECK(wrong([](Terms &t) { t.grace_ms = -1; }) == "grace");
  CHECK(wrong([](Terms &t) { t.retention_ms = 90 * day; }) == "");
  CHECK(wrong([](Terms &t) { t.retention_ms = 90 * day + 1; }) == "retention");
  CHECK(wrong([](Terms &t) { t.timeout_ms = 7 * day + 1; }) == "timeout");
  CHECK(wrong([](Terms &t) { t.timeout_ms = 0; }) == "timeout");
  CHECK(wrong([](Terms &t) { t.quorum = 0; }) == "quorum");
  CHECK(wrong([](Terms &t) { t.quorum = 101; }) == "quorum");
  CHECK(wrong([](Terms &t) { t.most_late = 101; }) == "most_late");
  CHECK(wrong([](Terms &t) { t.hold_ms = -1; }) == "hold");
  CHECK(wrong([](Terms &t) { t.claim_ms = 7 * day + 1; }) == "claim");
  CHECK(wrong([](Terms &t) { t.tombstone_ms = 365 * day + 1; }) == "tombstone");
  CHECK(wrong([](Terms &t) { t.tombstone_ms = day - 1; }) == "tombstone");
  CHECK(wrong([](Terms &t) { t.tombstone_ms = day; }) == "");
}

TEST_CASE("time can be extended ten times over, for an hour at least and a week at most") {
  CHECK(longest_life_ms(30'000) == 3'600'000);
  CHECK(longest_life_ms(360'000) == 3'600'000);
  CHECK(longest_life_ms(360'001) == 3'600'010);
  CHECK(longest_life_ms(604'800'000) == 604'800'000);
  CHECK(longest_life_ms(60'480'001) == 604'800'000);
  CHECK(longest_life_ms(INT64_MAX) == 604'800'000);
}
