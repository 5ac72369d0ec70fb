// page_codes.cpp - the page behind a link that a client was given: it asks for the code, and leads to the question.
#include "framing/media_type.hpp"
#include "web/page_serving.hpp"
#include <algorithm>
#include <utility>

namespace tenon::web {

using feedback::Fault;
using feedback::Refused;
using feedback::Session;

namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr size_t code_digits = 4, most_fields = 16;

using Use = std::function<void(const std::shared_ptr<const Session> &, const PairingLink &)>;

// What a form's token is bound to besides the session: its link.
std::string reader_of(const PairingLink &link) { return "code " + link.number; }

void show(const ServePage &serve, const PairingLink &link, int status, std::string error = {}) {
  Dress plain = serve->dress;
  plain.kind = PageKind::notice;
  const CodeForm form{link_to_itself(plain), serve->desk->guard.token(link.session, reader_of(link)), std::move(error)};
  serve->say(code_page(serve->desk->shell, status, plain, form));
}

std::string wrong_words(const PageWords &words, uint32_t left) {
  return left == 1 ? std::string(words.word("code_wrong_last")) : words.say("code_wrong", {{"n", std::to_string(left)}});
}

// The session of a link of ours, if there is something left of it; else it is answered.
void with_link(const ServePage &serve, Use use) {
  const Responder &responder = serve->desk->responder;
  const std::optional<PairingLink> link = responder.read_invitation && !serve->path.id.empty() ? responder.read_invitation(serve->path.id) : std::nullopt;
  if (!link) return serve->notice(404, Notice::not_found);
  serve->desk->ledger.read(link->session, [serve, link = *link, use = std::move(use)](feedback::Result<Session> got) {
    if (got.fault != Fault::none) return serve->fault(got.fault);
    if (got.value.state == feedback::State::purged) return serve->notice(410, Notice::gone);
    use(std::make_shared<const Session>(std::move(got.value)), link);
  });
}

void answer(const ServePage &serve, const PairingLink &link, const CodeWord &word) {
  switch (word.how) {
  case CodeWord::How::asked: return show(serve, link, 200);
  case CodeWord::How::wrong: return show(serve, link, 401, wrong_words(serve->desk->shell.words(serve->language()), word.left));
  case CodeWord::How::spent: return serve->notice(410, Notice::code_spent);
  case CodeWord::How::come_again: return serve->notice(503, Notice::broken);
  case CodeWord::How::taken: break;
  }
  serve->go_to(link_to(serve->dress, serve->below_base("/feedback/") + link.session), word.set_cookies);
}

// As people type it: blanks do not count. "": these are no four digits.
std::string code_in(std::string_view posted) {
  std::string code;
  for (const char c : posted)
    if (c != ' ') code += c;
  const bool digits = std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
  return code.size() == code_digits && digits ? code : std::string();
}

} // namespace

void visit_code(const ServePage &serve) {
  with_link(serve, [serve](const std::shared_ptr<const Session> &, const PairingLink &link) {
    serve->desk->responder.look_at_code(link, [serve, link](const CodeWord &word) { answer(serve, link, word); });
  });
}

void post_code(const ServePage &serve) {
  if (!framing::is_media_type(serve->request.content_type, form_type)) return serve->refuse_as_json(Refused::wrong_media_type);
  with_link(serve, [serve](const std::shared_ptr<const Session> &session, const PairingLink &link) {
    const PageWords &words = serve->desk->shell.words(serve->language());
    std::vector<FormPair> posted;
    if (!read_urlencoded(serve->request.body, most_fields, posted)) posted.clear();
    if (!serve->of_our_own() || !serve->desk->guard.fits(value_of(posted, "csrf"), link.session, reader_of(link)))
      return show(serve, link, 403, std::string(words.word("code_stale")));
    const std::string code = code_in(value_of(posted, "code"));
    if (code.empty()) return show(serve, link, 400, std::string(words.word("code_digits"))); // no try: it cannot have been one
    serve->desk->responder.take_code(serve->request.visit(), *session, link, code, [serve, link](const CodeWord &word) { answer(serve, link, word); });
  });
}

} // namespace tenon::web
