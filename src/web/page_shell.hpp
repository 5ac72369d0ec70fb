// page_shell.hpp - what is around every page: head, top line, data and scripts, its headers, and the links from one page to another.
#pragma once
#include "feedback/wording.hpp"
#include "web/page.hpp"
#include "web/page_template.hpp"
#include "web/page_words.hpp"
#include "web/urlencoded.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace tenon::web {

enum class PageKind : uint8_t { question, list, notice };
inline constexpr int page_kinds = 3;

// How one page is dressed, and where it is.
struct Dress {
  PageKind kind = PageKind::notice;
  feedback::Language language = feedback::Language::en;
  std::string theme = "auto"; // or "light", "dark"
  std::string path;           // its own, with the base path in front
  std::vector<FormPair> query; // its own, decoded
  std::string nonce;
  std::string list_path;      // the list's; "" when this reader may not see it
};

// The page's own address with some of lang, theme, status and mine changed; the others go along, "" is left out.
std::string link_to_itself(const Dress &dress, const std::vector<FormPair> &changes = {});
// Another page in the same language and theme.
std::string link_to(const Dress &dress, std::string_view path);
// The list, as far as this reader may see it and is not there already.
std::string link_to_list(const Dress &dress);

// "2026-11-21 08:05 UTC"
std::string time_in_words(int64_t unix_ms);

// Holds what all pages share. For any number of threads.
class PageShell final {
public:
  explicit PageShell(std::string product); // what the host is called

  const PageWords &words(feedback::Language language) const { return language == feedback::Language::zh ? zh_ : en_; }

  struct Body {
    std::string_view form; // a template
    Frame frame;
    std::string title;     // for the window
    std::string data;      // members of the JSON that the script gets: "\"api\":\"...\",\"view\":{...}"
  };
  Page page(int status, const Dress &dress, Body body) const;

private:
  std::string product_;
  PageWords zh_, en_;
  std::string scripts_[page_kinds];
};

} // namespace tenon::web
