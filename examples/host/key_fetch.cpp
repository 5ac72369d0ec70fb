// key_fetch.cpp - what libcurl may do for us, and what it may not.
#include "key_fetch.hpp"

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include <curl/curl.h>
#include <strings.h>

#include "key_freshness.hpp"

namespace host {
namespace {

constexpr size_t most_header_bytes = 64 * 1024;

uint64_t steady_ms() {
  using namespace std::chrono;
  return static_cast<uint64_t>(duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count());
}

// The parts of a URL that decide whom we talk to.
struct Origin {
  std::string scheme;
  std::string host;
  std::string port;
  bool has_user = false;
};

struct UrlCloser {
  void operator()(CURLU *url) const { curl_url_cleanup(url); }
};

std::string part_of(CURLU *url, CURLUPart which, unsigned flags) {
  char *text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

bool read_origin(const std::string &text, Origin &out) {
  const std::unique_ptr<CURLU, UrlCloser> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return false;
  out.scheme = part_of(url.get(), CURLUPART_SCHEME, 0);
  out.host = part_of(url.get(), CURLUPART_HOST, 0);
  out.port = part_of(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  out.has_user = !part_of(url.get(), CURLUPART_USER, 0).empty();
  return !out.host.empty();
}

bool is_this_machine(const std::string &host) {
  if (strcasecmp(host.c_str(), "localhost") == 0 || host == "[::1]") return true;
  return host.substr(0, 4) == "127." && host.find_first_not_of("0123456789.") == std::string::npos;
}

bool is_local_url(const std::string &url) {
  Origin origin;
  return read_origin(url, origin) && is_this_machine(origin.host);
}

bool same_origin(const std::string &one, const std::string &other) {
  Origin a;
  Origin b;
  return read_origin(one, a) && read_origin(other, b) && !b.has_user && a.scheme == b.scheme && a.port == b.port &&
         strcasecmp(a.host.c_str(), b.host.c_str()) == 0;
}

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool set_up_curl() {
  static const bool done = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return done;
}

} // namespace

struct KeyFetch::Answer {
  size_t most_bytes;
  std::string text;
  std::string cache_control;
  std::string age;
  size_t header_bytes = 0;
  bool too_large = false;
  char words[CURL_ERROR_SIZE] = {};

  static size_t take_body(const char *data, size_t, size_t size, void *user) {
    auto *self = static_cast<Answer *>(user);
    self->too_large = size > self->most_bytes - self->text.size();
    if (self->too_large) return 0;
    self->text.append(data, size);
    return size;
  }

  static size_t take_header(const char *data, size_t, size_t size, void *user) {
    auto *self = static_cast<Answer *>(user);
    self->header_bytes += size;
    self->too_large = self->header_bytes > most_header_bytes;
    if (self->too_large) return 0;
    const std::string_view line(data, size);
    self->keep(line, "cache-control:", self->cache_control);
    self->keep(line, "age:", self->age);
    return size;
  }

  void keep(std::string_view line, std::string_view name, std::string &value) const {
    if (line.size() < name.size() || strncasecmp(line.data(), name.data(), name.size()) != 0) return;
    if (!value.empty()) value += ',';
    value += line.substr(name.size(), line.find_last_not_of("\r\n") + 1 - name.size());
  }
};

std::string objection_to_key_url(const std::string &url) {
  Origin origin;
  if (!set_up_curl()) return "libcurl could not be set up";
  if (!read_origin(url, origin)) return "this is no URL";
  if (origin.has_user) return "a URL of keys holds no user name";
  if (origin.scheme == "https" || (origin.scheme == "http" && is_this_machine(origin.host))) return {};
  return "keys come over https://, or by http:// from this machine";
}

KeyFetch::KeyFetch(KeyFetchOptions options)
    : options_(std::move(options)), local_(set_up_curl() && is_local_url(options_.url)), multi_(curl_multi_init()),
      easy_(curl_easy_init()) {}

KeyFetch::~KeyFetch() {
  curl_easy_cleanup(easy_);
  curl_multi_cleanup(multi_);
}

void KeyFetch::interrupt() {
  interrupted_ = true;
  if (multi_) curl_multi_wakeup(multi_);
}

// Redirects are ours to follow, since libcurl would follow them anywhere.
Fetched KeyFetch::fetch() {
  if (std::string wrong = objection_to_key_url(options_.url); !wrong.empty()) return {wrong, {}, 0};
  if (!multi_ || !easy_) return {"libcurl could not be set up", {}, 0};
  const uint64_t end = steady_ms() + options_.most_ms;
  std::string url = options_.url;
  for (int redirects = 0;; ++redirects) {
    const uint64_t now = steady_ms();
    if (now >= end) return {"it took longer than " + std::to_string(options_.most_ms) + " ms", {}, 0};
    Answer answer{options_.most_bytes, {}, {}, {}, 0, false, {}};
    prepare(url, end - now, answer);
    if (std::string wrong = perform(answer); !wrong.empty()) return {wrong, {}, 0};
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    if (status == 200 && answer.text.empty()) return {"the answer is empty", {}, 0};
    if (status == 200) return {{}, std::move(answer.text), fresh_seconds(answer.cache_control, answer.age)};
    if (!is_redirect(status)) return {"the answer is status " + std::to_string(status), {}, 0};
    const char *next = nullptr;
    curl_easy_getinfo(easy_, CURLINFO_REDIRECT_URL, &next);
    if (!next) return {"a redirect without a Location", {}, 0};
    if (redirects == most_redirects) return {"more than " + std::to_string(most_redirects) + " redirects", {}, 0};
    if (!same_origin(options_.url, next)) return {"a redirect to another origin", {}, 0};
    url = next;
  }
}

void KeyFetch::prepare(const std::string &url, uint64_t patience_ms, Answer &answer) {
  static const std::unique_ptr<curl_slist, void (*)(curl_slist *)> accepted(
      curl_slist_append(nullptr, "Accept: application/jwk-set+json, application/json"), curl_slist_free_all);
  CURL *easy = easy_;
  curl_easy_reset(easy);
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, local_ ? "http,https" : "https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
  if (local_) curl_easy_setopt(easy, CURLOPT_PROXY, ""); // whatever the environment says
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, accepted.get());
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "tenon-host");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(patience_ms));
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE, static_cast<long>(options_.most_bytes));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Answer::take_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Answer::take_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &answer);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, answer.words);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); // a name that does not resolve must not hold the end of the host
}

std::string KeyFetch::perform(Answer &answer) {
  CURLcode result = CURLE_ABORTED_BY_CALLBACK;
  int running = 1;
  if (curl_multi_add_handle(multi_, easy_) != CURLM_OK) return "libcurl did not take the request";
  while (running > 0 && !interrupted_) {
    if (curl_multi_perform(multi_, &running) != CURLM_OK) break;
    if (running > 0) curl_multi_poll(multi_, nullptr, 0, 1'000, nullptr);
  }
  int left = 0;
  for (const CURLMsg *message; running == 0 && (message = curl_multi_info_read(multi_, &left));)
    if (message->msg == CURLMSG_DONE) result = message->data.result;
  curl_multi_remove_handle(multi_, easy_);
  if (answer.too_large || result == CURLE_FILESIZE_EXCEEDED) return "more than " + std::to_string(options_.most_bytes) + " bytes";
  if (result == CURLE_OK) return {};
  if (interrupted_) return "interrupted";
  return answer.words[0] ? answer.words : curl_easy_strerror(result);
}

} // namespace host
