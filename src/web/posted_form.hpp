// posted_form.hpp - the form of a page as browsers post it without scripts, and the JSON that it stands for.
#pragma once
#include "feedback/question.hpp"
#include "web/page_said.hpp"
#include "web/urlencoded.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace tenon::web {

// Room for the longest text, each letter of it four bytes and each byte as %XX, and for a form beside it.
inline constexpr size_t most_posted_bytes = 512u << 10, most_posted_fields = 2000;

struct PostedForm {
  std::string csrf, submission_id;
  std::string act; // "answer", "decline", "more"; "" is "answer"
  std::vector<FormPair> values; // of the fields, in their order; line ends are LF

  std::string_view first(std::string_view name) const { return value_of(values, name); }
  bool has(std::string_view name, std::string_view value) const;
};

// False: it is no form, or over a bound.
bool read_posted_form(std::string_view body, PostedForm &out);

// What a submit and a decline would have been sent as. Empty values are left out; what `form` declares a number or a boolean
// becomes one where it can. `said` is the same answer, for showing it.
std::string submit_body(const PostedForm &posted, const feedback::Question &question, const ParsedForm &form, feedback::Answer &said);
std::string decline_body(const PostedForm &posted);

} // namespace tenon::web
