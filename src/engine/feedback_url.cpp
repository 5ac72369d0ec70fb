// feedback_url.cpp - words around a link, and one of three in return.
#include "engine/feedback_url.hpp"
#include "feedback/letters.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"
#include <utility>

namespace tenon::engine {

protocol::Question url_of(const feedback::Question &question, std::string key, web::Invitation invitation) {
  protocol::Question link;
  link.key = std::move(key);
  link.kind = protocol::Ask::url;
  link.message = "A question for you, to be answered on a page: " + feedback::shortened(question.title.empty() ? question.message : question.title, most_url_message);
  if (!invitation.code.empty()) link.message.append("\n\nThe page asks for this code: ").append(invitation.code);
  link.url = std::move(invitation.url);
  link.checked_later = true;
  return link;
}

FormAnswer read_url_answer(std::string_view result_json) {
  FormAnswer out;
  json::Reader reader;
  if (reader.parse_copy(result_json, json::Reader::deepest) != json::Trouble::none) return out;
  const json::Value action = reader.root().find("action");
  if (!action.is_text()) return out;
  if (action.text() == "accept") out.said = FormAnswer::Said::opened;
  if (action.text() == "decline") out.said = FormAnswer::Said::decline;
  return out;
}

std::string elicitation_complete(std::string_view elicitation_id) {
  std::string out = R"({"jsonrpc":"2.0","method":"notifications/elicitation/complete","params":{"elicitationId":)";
  json::append_text(out, elicitation_id);
  return out += "}}";
}

} // namespace tenon::engine
