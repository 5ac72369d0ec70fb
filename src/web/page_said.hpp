// page_said.hpp - what somebody answered, in words for people: labels and titles where the agent gave some.
#pragma once
#include "feedback/question.hpp"
#include "json/reader.hpp"
#include "web/page_words.hpp"
#include <string>
#include <string_view>

namespace tenon::web {

// A form or a filled-in form, parsed. "" and what is no object have no members.
class ParsedForm final {
public:
  explicit ParsedForm(std::string_view json);
  json::Value root() const { return reader_.root(); } // absent, or an object
  json::Value properties() const; // of a schema: absent, or an object

private:
  json::Reader reader_;
};

// The string under that name; "" if there is none.
std::string_view text_of(const json::Value &object, std::string_view name);
// A value as a form shows it: a string as it is, else as JSON has it.
std::string shown(const json::Value &scalar);

// The options' labels line by line; the form's fields as "title: value"; the text: with an empty line between those that are there.
std::string in_words(const PageWords &words, const feedback::Question &question, const ParsedForm &form, const feedback::Answer &answer);

} // namespace tenon::web
