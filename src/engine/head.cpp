// head.cpp - copying what is needed of a request head into one string.
#include "engine/head.hpp"
#include <cstring>

namespace tenon::engine {

void KeptHead::keep(const framing::Request &borrowed, bool authorization) {
  request = borrowed;
  // Judged already, and not ours to look at any more.
  request.method = request.path = request.accept = request.accept_more = request.content_type = request.content_encoding = {};
  request.api_key = request.dpop = request.cors_method = request.cors_headers = {};
  request.cookie = request.accept_language = request.idempotency_key = request.upgrade = {};
  if (!authorization) request.authorization = {};

  std::string_view *const wanted[] = {&request.query, &request.host, &request.origin, &request.authorization, &request.session_id,
                                      &request.protocol_version, &request.mcp_method, &request.mcp_name, &request.last_event_id};
  copy(wanted);
}

void KeptHead::keep_all(const framing::Request &borrowed) {
  request = borrowed;
  std::string_view *const wanted[] = {&request.method,       &request.path,       &request.query,            &request.host,
                                      &request.origin,       &request.authorization, &request.accept,        &request.accept_more,
                                      &request.content_type, &request.content_encoding, &request.session_id, &request.protocol_version,
                                      &request.mcp_method,   &request.mcp_name,   &request.last_event_id,    &request.api_key,
                                      &request.dpop,         &request.cors_method, &request.cors_headers,  &request.cookie,
                                      &request.accept_language, &request.idempotency_key, &request.upgrade};
  copy(wanted);
}

void KeptHead::keep_for_site(const framing::Request &borrowed, bool authorization) {
  request = borrowed;
  request.accept = request.accept_more = request.content_encoding = request.session_id = {};
  request.protocol_version = request.mcp_method = request.mcp_name = request.api_key = request.dpop = {};
  request.cors_method = request.cors_headers = {};
  if (!authorization) request.authorization = {};
  std::string_view *const wanted[] = {&request.authorization, &request.method,  &request.path,   &request.query,         &request.host,           &request.origin,
                                      &request.cookie,  &request.content_type, &request.last_event_id, &request.accept_language, &request.idempotency_key, &request.upgrade};
  copy(wanted);
}

void KeptHead::copy(std::span<std::string_view *const> wanted) {
  size_t bytes = 0;
  for (const std::string_view *v : wanted) bytes += v->size();
  text.resize(bytes); // no move below: the views stay true
  char *at = text.data();
  for (std::string_view *v : wanted) {
    if (v->empty()) continue;
    std::memcpy(at, v->data(), v->size());
    *v = std::string_view(at, v->size());
    at += v->size();
  }
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
