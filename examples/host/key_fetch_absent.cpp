// key_fetch_absent.cpp - stands where libcurl was missing: nothing is fetched, and a URL of keys is refused at the start.
#include "key_fetch.hpp"

#include <utility>

namespace host {
namespace {

const char *const words = "this tenon-host was built without libcurl, and fetches no keys; use --jwks-file";

} // namespace

std::string objection_to_key_url(const std::string &) {
  return words;
}

KeyFetch::KeyFetch(KeyFetchOptions options) : options_(std::move(options)), local_(false), multi_(nullptr), easy_(nullptr) {}

KeyFetch::~KeyFetch() = default;

void KeyFetch::interrupt() {
  interrupted_ = true;
}

Fetched KeyFetch::fetch() {
  return {words, {}, 0};
}

} // namespace host
