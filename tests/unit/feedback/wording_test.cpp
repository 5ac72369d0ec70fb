// wording_test.cpp - both languages say something everywhere, and people get the one that they read.
#include "feedback/wording.hpp"
#include <doctest/doctest.h>
#include <set>

using namespace tenon::feedback;

namespace {

bool chinese(std::string_view text) {
  for (size_t i = 0; i + 1 < text.size(); ++i)
    if (static_cast<unsigned char>(text[i]) >= 0xE4 && static_cast<unsigned char>(text[i]) <= 0xE9) return true;
  return false;
}

Language of(std::string_view accepted) { return choose_language("", accepted, Language::zh); }

} // namespace

TEST_CASE("every refusal, reason and note has words in both languages, and no two are the same") {
  std::set<std::string> seen;
  const auto look = [&](std::string_view zh, std::string_view en) {
    CAPTURE(en);
    CHECK(chinese(zh));
    CHECK_FALSE(en.empty());
    CHECK_FALSE(chinese(en));
    CHECK(seen.insert(std::string(en)).second);
  };
  for (int i = 0; i < refusals; ++i) {
    const auto what = static_cast<Refused>(i);
    CHECK(refusing(what).http >= 400);
    CHECK_FALSE(refusing(what).code.empty());
    look(say(what, Language::zh), say(what, Language::en));
  }
  for (int i = 0; i < wrongs; ++i) {
    const Problem problem{"/x", static_cast<Wrong>(i), 7, ""};
    look(say(problem, Language::zh), say(problem, Language::en));
  }
  for (int i = 0; i < notes; ++i) look(say(static_cast<Note>(i), Language::zh), say(static_cast<Note>(i), Language::en));
}

TEST_CASE("codes are those that clients know") {
  CHECK(refusing(Refused::invalid).code == "INVALID_REQUEST");
  CHECK(refusing(Refused::wrong_method).http == 405);
  CHECK(refusing(Refused::no_session).code == "SESSION_NOT_FOUND");
  CHECK(refusing(Refused::no_feedback).code == "NO_FEEDBACK_AVAILABLE");
  CHECK(refusing(Refused::expired).http == 410);
  CHECK(refusing(Refused::already_submitted).code == "ALREADY_SUBMITTED");
  CHECK(refusing(Refused::rate_limited).http == 429);
  CHECK(refusing(Refused::gone).code == "GONE");
  CHECK(refusing(Refused::unknown_message).code == "UNKNOWN_TYPE");
  CHECK(refusing(Refused::unauthorized).http == 401);
}

TEST_CASE("limits and details stand in the sentence") {
  CHECK(say(Problem{"/message", Wrong::too_long, 8000, ""}, Language::en) == "must have at most 8000 characters");
  CHECK(say(Problem{"/message", Wrong::too_long, 8000, ""}, Language::zh) == "最多 8000 个字符");
  CHECK(say(Problem{"/x", Wrong::not_offered, -1, "maybe"}, Language::en) == "is not one of the options: maybe");
  CHECK(say(Problem{"/x", Wrong::not_offered, -1, "[{}]"}, Language::zh) == "不在可选范围内：[{}]");
  CHECK(say(Problem{"/x", Wrong::not_offered, -1, ""}, Language::en) == "is not one of the options");
}

TEST_CASE("the address decides, then the browser, then the host") {
  CHECK(choose_language("en", "zh", Language::zh) == Language::en);
  CHECK(choose_language("zh-CN", "en", Language::en) == Language::zh);
  CHECK(choose_language("\"><script>", "en", Language::zh) == Language::en);
  CHECK(of("") == Language::zh);
  CHECK(of("fr, de;q=0.5") == Language::zh);
  CHECK(of("en-US,en;q=0.9,zh;q=0.8") == Language::en);
  CHECK(of("fr;q=1, zh-TW;q=0.7, EN;q=0.9") == Language::en);
  CHECK(of("en;q=0.1, zh;q=0.2") == Language::zh);
  CHECK(of("en;q=0, *") == Language::zh);
  CHECK(choose_language("", "zh;q=0.001", Language::en) == Language::zh);
  CHECK(choose_language("", "zh;q=x, ;;,,q=", Language::en) == Language::en);
  CHECK(of("english") == Language::zh);
}
