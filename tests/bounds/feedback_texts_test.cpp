// feedback_texts_test.cpp - how long the texts of questions and answers may be. They are counted in code points.
#include "bounds/feedback_house.hpp"

using namespace bounds;

namespace {

using Ask = std::function<std::string(const std::string &text)>;

// `ask` puts a text of the bound into a question; one letter more is refused by its field and its limit.
void bounds_a_text(Limit limit, std::initializer_list<Said> numbers, const std::string &field, const Ask &ask) {
  each(numbers, [&](uint64_t said, uint64_t bound) {
    Asking house(limit, said);
    CHECK(house.create(ask(letters(bound))).status == 200);
    CHECK(house.create(ask(clocks(bound))).status == 200);
    const Ear over = house.create(ask(letters(bound + 1)));
    CHECK(over.status == 400);
    CHECK(text_of(over.json, "field") == field);
    CHECK(says(over.json, "\"limit\":" + std::to_string(bound) + "}"));
  });
}

std::string with_options(const std::vector<std::string> &options) {
  std::string text = R"({"message":"Which?","predefinedOptions":[)";
  for (const std::string &option : options) text += (text.back() == '[' ? "\"" : ",\"") + option + "\"";
  return text + "]}";
}

std::vector<std::string> many(uint64_t count) {
  std::vector<std::string> all;
  for (uint64_t i = 0; i < count; ++i) all.push_back("option " + std::to_string(i));
  return all;
}

} // namespace

FEEDBACK_HELD(max_message, "a question of that length is asked, one letter more is refused") {
  bounds_a_text(&tenon_feedback::max_message, {{10, 10}, {0, 8000}}, "/message", [](const std::string &text) { return R"({"message":")" + text + "\"}"; });
}

FEEDBACK_HELD(max_title, "a title of that length is taken, one letter more is refused") {
  bounds_a_text(&tenon_feedback::max_title, {{10, 10}, {0, 200}}, "/title", [](const std::string &text) { return R"({"message":"a","title":")" + text + "\"}"; });
}

FEEDBACK_HELD(max_ai_content, "a content of that length is taken, one letter more is refused") {
  bounds_a_text(&tenon_feedback::max_ai_content, {{10, 10}, {0, 100'000}}, "/aiContent",
                [](const std::string &text) { return R"({"message":"a","aiContent":")" + text + "\"}"; });
}

FEEDBACK_HELD(max_option, "an option of that length is taken, one letter more is refused") {
  bounds_a_text(&tenon_feedback::max_option, {{10, 10}, {0, 200}}, "/predefinedOptions/0", [](const std::string &text) { return with_options({text}); });
}

FEEDBACK_HELD(max_options, "that many options are taken, one more is refused") {
  each({{3, 3}, {0, 20}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::max_options, said);
    CHECK(house.create(with_options(many(bound))).status == 200);
    const Ear over = house.create(with_options(many(bound + 1)));
    CHECK(over.status == 400);
    CHECK(text_of(over.json, "field") == "/predefinedOptions");
  });
}

FEEDBACK_HELD(max_free_text, "an answer of that length is taken, one letter more is refused") {
  each({{10, 10}, {0, 20'000}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::max_free_text, said);
    const std::string id = house.question();
    const Ear over = house.answer(id, R"({"freeText":")" + letters(bound + 1) + "\"}");
    CHECK(over.status == 400);
    CHECK(text_of(over.json, "field") == "/freeText");
    CHECK(house.answer(id, R"({"freeText":")" + clocks(bound) + "\"}").status == 200);
  });
}

FEEDBACK_HELD(max_form_bytes, "a body of that size is read, one byte more is 413") {
  each({{2000, 2000}, {0, 256 << 10}}, [](uint64_t said, uint64_t bound) {
    Asking house(&tenon_feedback::max_form_bytes, said);
    const std::string id = house.question();
    std::string body = R"({"freeText":"yes"})";
    body.resize(bound + 1, ' ');
    Request over(house, "POST", "/api/feedback/" + id + "/submit", body);
    CHECK(over.status() == 413);
    CHECK(says(over.take(), R"("code":"INVALID_REQUEST")"));
    body.pop_back();
    CHECK(house.post("/api/feedback/" + id + "/submit", body) == 200);
  });
}

// Whatever is kept for people has an end.
FEEDBACK_OFF(max_message, "the offer is refused") { CHECK(offered(&tenon_feedback::max_message, TENON_OFF) == TENON_INVALID); }
FEEDBACK_OFF(max_title, "the offer is refused") { CHECK(offered(&tenon_feedback::max_title, TENON_OFF) == TENON_INVALID); }
FEEDBACK_OFF(max_ai_content, "the offer is refused") { CHECK(offered(&tenon_feedback::max_ai_content, TENON_OFF) == TENON_INVALID); }
FEEDBACK_OFF(max_option, "the offer is refused") { CHECK(offered(&tenon_feedback::max_option, TENON_OFF) == TENON_INVALID); }
FEEDBACK_OFF(max_options, "the offer is refused") { CHECK(offered(&tenon_feedback::max_options, TENON_OFF) == TENON_INVALID); }
FEEDBACK_OFF(max_free_text, "the offer is refused") { CHECK(offered(&tenon_feedback::max_free_text, TENON_OFF) == TENON_INVALID); }
FEEDBACK_OFF(max_form_bytes, "the offer is refused") { CHECK(offered(&tenon_feedback::max_form_bytes, TENON_OFF) == TENON_INVALID); }
