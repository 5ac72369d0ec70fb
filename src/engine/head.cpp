// head.cpp - copying what is needed of a request head into one string.
#include "engine/head.hpp"

namespace tenon::engine {

void KeptHead::keep(const framing::Request &borrowed) {
  request = borrowed;
  std::string_view *const wanted[] = {&request.query, &request.host, &request.origin, &request.authorization, &request.session_id,
                                      &request.protocol_version, &request.mcp_method, &request.mcp_name, &request.last_event_id};
  size_t bytes = 0;
  for (const std::string_view *v : wanted) bytes += v->size();
  text.clear();
  text.reserve(bytes); // no move below: the views stay true
  for (std::string_view *v : wanted) {
    const size_t at = text.size();
    text += *v;
    *v = std::string_view(text.data() + at, v->size());
  }
  for (std::string_view *v : {&request.method, &request.path, &request.accept, &request.accept_more, &request.content_type,
                              &request.content_encoding, &request.api_key, &request.cors_method, &request.cors_headers})
    *v = {}; // judged already, and not ours to look at any more
}

void KeptHead::clear() {
  request = {};
  text.clear();
}

AnswerHead AnswerHead::of(int status, std::vector<std::pair<std::string, std::string>> headers) {
  AnswerHead head;
  head.status = status;
  for (auto &[name, value] : headers) {
    const std::string_view kept = head.owned_.emplace_front(std::move(name));
    head.add(kept, head.owned_.emplace_front(std::move(value)));
  }
  return head;
}

void AnswerHead::clear() {
  status = 0;
  lines.clear();
  owned_.clear();
}

} // namespace tenon::engine
