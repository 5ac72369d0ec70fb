// question.hpp - what a person is asked: texts, options, a typed form, and what counts as an answer to it.
#pragma once
#include "feedback/hash.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tenon::feedback {

// What a person says, whole. Checked against its question at the door.
struct Answer {
  std::vector<std::string> selected; // values of options
  std::string free_text;             // as it was typed, not trimmed
  std::string form_json;             // a filled-in form on one line, or ""
};

struct Option {
  std::string value, label, description; // label "": the value is shown
  bool preset = false;
};

enum class Selection : uint8_t { multiple, single };
enum class Priority : uint8_t { normal, low, high };

struct FreeText {
  bool allowed = true, required = false;
  uint32_t most = 0; // code points
  std::string placeholder;
};

struct Question {
  std::string message, title, ai_content; // ai_content: Markdown
  std::vector<Option> options;
  Selection selection = Selection::multiple;
  uint32_t least_selected = 0, most_selected = 0; // most 0: all of them
  FreeText free_text;
  std::string form_json; // a flat schema on one line, or ""
  std::string locale;
  Priority priority = Priority::normal;
  std::optional<Answer> fallback; // onTimeout: what the agent takes for an answer when none came; told apart from one for ever
};

// As JSON, with the names of the tool's arguments: for the store, and for pages that show it.
void append_question(std::string &out, const Question &);
void append_answer(std::string &out, const Answer &); // {"selectedOptions":[...],"freeText":"...","form":{...},"combinedFeedback":"..."}

// Of all that the person sees, and of nothing else: the same digest is the same question.
Hash digest_of(const Question &);

// The title, or the message's first fifty letters.
std::string shown_title(const Question &);

// The options line by line, an empty line, the text without white space around it; a form comes last, as JSON.
std::string combined(const Answer &);
// At most a hundred letters of it.
std::string preview(const Answer &);

} // namespace tenon::feedback
