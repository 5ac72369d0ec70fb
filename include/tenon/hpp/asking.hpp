// asking.hpp - questions to the client or the person in front of it, and what came back.
#ifndef TENON_HPP_ASKING_HPP
#define TENON_HPP_ASKING_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <tenon/hpp/plain.hpp>
#include <utility>
#include <vector>

namespace tenon {
inline namespace hpp {

// One question; the key names its answer.
struct question {
  std::string key;
  std::int64_t kind; // TENON_ASK_*
  std::string message = {}, schema = {}, url = {}, params = {};
};

// A form for the person: `schema` is an object of strings, numbers, booleans and enums (spec: client/elicitation).
inline question form(std::string key, std::string message, json schema) {
  return {std::move(key), TENON_ASK_FORM, std::move(message), std::move(schema.text), {}, {}};
}
// A page that the person opens and comes back from.
inline question url(std::string key, std::string message, std::string address) {
  return {std::move(key), TENON_ASK_URL, std::move(message), {}, std::move(address), {}};
}
// The client's model: the params of sampling/createMessage.
inline question sample(std::string key, json params) {
  return {std::move(key), TENON_ASK_SAMPLE, {}, {}, {}, std::move(params.text)};
}
// The client's roots.
inline question roots(std::string key) { return {std::move(key), TENON_ASK_ROOTS, {}, {}, {}, {}}; }

// Returned by a handler: asks, and when all answers are there the same handler runs again, with call.answer(key) and its own
// `state` in call.state(). A client that cannot be asked is refused, as by tenon::not_capable.
class ask {
public:
  explicit ask(std::vector<question> questions, std::string state = {})
      : questions_(std::move(questions)), state_(std::move(state)) {}
  const std::vector<question> &questions() const noexcept { return questions_; }
  std::string_view state() const noexcept { return state_; }

private:
  std::vector<question> questions_;
  std::string state_;
};

// What came back for one key. The core has checked it against what was asked.
struct answer {
  std::string action; // of a form or url: "accept", "decline" or "cancel"; of the others ""
  json content;       // of a form, once accepted: what was filled in; of a sample: its content; else ""
  json whole;         // the client's whole result

  bool accepted() const noexcept { return action == "accept"; }
};

namespace detail {

inline tenon_status put_questions(tenon_reply *owed, const std::vector<question> &all, std::string_view state, tenon_now at) {
  std::vector<tenon_question> plain;
  plain.reserve(all.size());
  for (const question &one : all)
    plain.push_back({sizeof(tenon_question), str(one.key), one.kind, str(one.message), str(one.schema), str(one.url),
                     str(one.params)});
  return tenon_reply_ask(owed, plain.data(), plain.size(), str(state), at);
}

// What a client would have to be able to do; sampling with tools is all that its own kind does not tell.
inline std::uint64_t lacks(const std::vector<question> &all, std::uint64_t can) {
  std::uint64_t needed = 0;
  for (const question &one : all)
    needed |= one.kind == TENON_ASK_FORM     ? TENON_CAN_ELICIT_FORM
              : one.kind == TENON_ASK_URL    ? TENON_CAN_ELICIT_URL
              : one.kind == TENON_ASK_SAMPLE ? TENON_CAN_SAMPLE
                                             : TENON_CAN_LIST_ROOTS;
  return needed & ~can ? needed & ~can : TENON_CAN_SAMPLE_TOOLS;
}

} // namespace detail
} // namespace hpp
} // namespace tenon
#endif
