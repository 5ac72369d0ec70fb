// page_fields.hpp - the fields of a question's form: its options, its typed form, its text.
#pragma once
#include "feedback/question.hpp"
#include "web/page_said.hpp"
#include "web/page_template.hpp"
#include "web/page_words.hpp"
#include "web/posted_form.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace tenon::web {

struct FieldProblem {
  std::string name; // of the field; "": of no one field
  std::string what;
};

struct Choice {
  std::string value, text, described;
  bool preset = false;
};

struct Field {
  std::string id, name, label, hint, error, value, placeholder;
  std::string_view area, input, inputmode; // rows; type and mode of an input
  enum class Need : unsigned char { unsaid, required, optional } need = Need::unsaid;
  bool rows = false, single = false, menu = false; // choices as rows, one of which counts; or as a menu
  std::vector<Choice> choices;
};

// `posted`: what comes back instead of defaults; null: nothing was posted.
std::vector<Field> fields_of(const PageWords &words, const feedback::Question &question, const ParsedForm &form, const PostedForm *posted,
                             const std::vector<FieldProblem> &wrong);

Frame frame_of(Field field, const PostedForm *posted);

} // namespace tenon::web
