// request_parts.hpp - the fields of a request that have an inside, and how each kind of field is told as a schema.
#pragma once
#include "feedback/request.hpp"
#include "feedback/submission.hpp"

namespace tenon::feedback {

// A request that is being read. What the default answer is worth shows only when all else is known.
struct Draft {
  Request &request;
  json::Span fallback;
};

bool read_options(const Reading &, const json::Value &, const std::string &field, std::vector<Option> &out);
bool read_free_text_rule(const Reading &, const json::Span &, const std::string &field, FreeText &out);
bool read_form_schema(const Reading &, const json::Span &, const std::string &field, std::string &out);

void append_text_schema(std::string &out, size_t least, size_t most, std::string_view description);
void append_number_schema(std::string &out, int64_t least, int64_t most, std::string_view description);
void append_whole_schema(std::string &out, int64_t least, int64_t most, std::string_view description);
void append_choice_schema(std::string &out, std::string_view choices, std::string_view description);
void append_object_schema(std::string &out, std::string_view description);
void append_options_schema(std::string &out, const Limits &);
void append_free_text_schema(std::string &out, const Limits &);
void append_fallback_schema(std::string &out);

} // namespace tenon::feedback
