// feedback_flags.cpp - the flags about questions to people, one row each.
#include "feedback_flags.hpp"

#include <tenon/tenon.h>

namespace host {
namespace {

constexpr std::string_view file_store = "sqlite:";

Taker read_store(std::string &out) {
  return [&out](std::string_view value) -> std::string {
    if (value != "memory" && (value.substr(0, file_store.size()) != file_store || value.size() == file_store.size()))
      return "memory, or sqlite: and a path such as sqlite:/var/lib/tenon/feedback.db, please";
    return out = value, std::string();
  };
}

// Names with commas between them become bits.
Taker bits_of(std::vector<Choice<uint64_t>> choices, uint64_t &out) {
  return [choices = std::move(choices), &out](std::string_view value) {
    out = 0;
    while (!value.empty()) {
      const std::string_view word = value.substr(0, value.find(','));
      value.remove_prefix(word.size() == value.size() ? word.size() : word.size() + 1);
      uint64_t bit = 0;
      const std::string wanted = one_of<uint64_t>(choices, bit)(word);
      if (!wanted.empty()) return "some of " + wanted.substr(0, wanted.find(", please")) + ", with commas between them, please";
      out = bit == TENON_OFF ? TENON_OFF : out | bit;
    }
    return std::string();
  };
}

} // namespace

FlagTable feedback_flags(FeedbackFlags &f) {
  return {
      {"--feedback", "on|off", "let agents ask people, and people answer, under /feedback [on]", one_of<bool>({{"on", true}, {"off", false}}, f.on)},
      {"--store", "STORE", "where questions are kept: sqlite:PATH, or memory, which ends with us [sqlite:tenon-feedback.db]", read_store(f.store)},
      {"--responder", "WHO", "who may answer: id (whoever has a question's address), capability (its link), signed (a link with an end), once (one browser) [id]",
       one_of<uint64_t>({{"id", TENON_RESPONDER_ID}, {"capability", TENON_RESPONDER_CAPABILITY}, {"signed", TENON_RESPONDER_SIGNED}, {"once", TENON_RESPONDER_ONCE}}, f.responder)},
      {"--link-hours", "HOURS", "how long signed links are good [until the answer is removed]", number(1, 90 * 24, f.link_hours)},
      {"--inbox-link", "on|off", "say at the start by which link one browser gets to the list of questions [on]", one_of<bool>({{"on", true}, {"off", false}}, f.inbox_link)},
      {"--feedback-tools", "NAMES", "which tools ask: ask,result,status,cancel,list, or none [all but list]",
       bits_of({{"ask", TENON_ASK_TOOL}, {"result", TENON_RESULT_TOOL}, {"status", TENON_STATUS_TOOL}, {"cancel", TENON_CANCEL_TOOL}, {"list", TENON_LIST_TOOL},
                {"none", TENON_OFF}}, f.tools)},
      {"--feedback-sites", "NAMES", "what is served for it: api,pages,live,analytics, or none [all]",
       bits_of({{"api", TENON_SITE_API}, {"pages", TENON_SITE_PAGES}, {"live", TENON_SITE_LIVE}, {"analytics", TENON_SITE_ANALYTICS}, {"none", TENON_OFF}}, f.sites)},
      {"--product", "NAME", "what the pages call us [tenon-host]", keep(f.product)},
      {"--language", "LANGUAGE", "of people whose browser does not say: en or zh [en]", one_of<std::string>({{"en", "en"}, {"zh", "zh"}}, f.language)},
      {"--theme", "THEME", "of pages, for people who do not choose: auto, light or dark [auto]",
       one_of<std::string>({{"auto", "auto"}, {"light", "light"}, {"dark", "dark"}}, f.theme)},
      {"--limits", "WHICH", "of questions: usual, or seed (1000 letters, 10 options of 100, an hour) [usual]",
       one_of<bool>({{"usual", false}, {"seed", true}}, f.seed_limits)},
      {"--texts", "WHICH", "of what the tools say: usual, or seed (laid out as by the system before, for programs that take it apart) [usual]",
       one_of<bool>({{"usual", false}, {"seed", true}}, f.seed_texts)},
      {"--ask-in-client", "on|off", "ask by a form in the agent's own program, where it shows any; the page is there all the same [on]",
       one_of<bool>({{"on", true}, {"off", false}}, f.ask_in_client)},
      {"--late-notes", "on|off", "keep what people say after the end of a question [on]", one_of<bool>({{"on", true}, {"off", false}}, f.late_notes)},
      {"--max-timeout", "SECONDS", "longest time that a question may ask for [604800]", number(30, 604'800, f.max_timeout_seconds)},
      {"--retention", "HOURS", "how long answers are kept after the end [24]", number(1, 90 * 24, f.retention_hours)},
      {"--hold", "SECONDS", "how long a call waits for an answer before it says that it is pending [25; with progress 50]", number(1, 86'400, f.hold_seconds)},
      {"--max-open", "N", "questions of one caller that are open at once [100]", number(1, 1'000'000, f.max_open)},
      {"--rate", "N", "answers a minute from one address [100]", number(1, 1'000'000, f.submits_a_minute)},
      {"--record", "on|off", "note calls of tools and what becomes of questions, for the analytics [on]", one_of<bool>({{"on", true}, {"off", false}}, f.record)},
      {"--record-contents", "on|off", "with arguments, results, errors and titles [on]", one_of<bool>({{"on", true}, {"off", false}}, f.record_contents)},
      {"--journal-days", "DAYS", "how long those notes are kept [90]", number(1, 3650, f.journal_days)},
      {"--analytics-scope", "SCOPE", "what a token has to grant to see everybody's analytics and clean up [analytics:all]", keep(f.analytics_scope)},
  };
}

} // namespace host
