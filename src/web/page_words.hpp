// page_words.hpp - every word of the pages in one language, read once from what was embedded.
#pragma once
#include "json/reader.hpp"
#include "web/page_template.hpp"
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tenon::web {

class PageWords final {
public:
  // A flat object of texts; what is none of them is left out.
  explicit PageWords(std::string_view json);
  PageWords(const PageWords &) = delete;
  PageWords &operator=(const PageWords &) = delete;

  std::string_view word(std::string_view key) const; // "": there is none
  using Places = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  // The word with its {places} filled; a place that is not given stays as it is.
  std::string say(std::string_view key, Places places) const;

  const Frame &frame() const { return frame_; }      // {{t.key}}
  const std::string &json() const { return json_; }  // on one line, for the scripts

private:
  json::Reader reader_; // what frame_ looks into
  std::deque<std::string> names_;
  Frame frame_;
  std::string json_;
};

} // namespace tenon::web
