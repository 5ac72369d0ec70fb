// settling.hpp - from what a handler returns or throws to the settled reply.
#ifndef TENON_HPP_SETTLING_HPP
#define TENON_HPP_SETTLING_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <tenon/hpp/result.hpp>
#include <tenon/hpp/signature.hpp>
#include <type_traits>
#include <variant>
#include <vector>

namespace tenon {
inline namespace hpp {
namespace detail {

// What a handler answers for: the words when it fails, and what it may return.
struct tool_role {
  static constexpr std::string_view failed = "The tool failed.", not_utf8 = "The tool's text is not UTF-8, or should have been structured.",
                                    reason_not_utf8 = "The tool failed; its reason is not UTF-8.",
                                    not_result = "The tool's result is not a CallToolResult.";
  static constexpr bool is_tool = true, is_resource = false, of_template = false, is_prompt = false;
};
struct resource_role {
  static constexpr std::string_view failed = "The resource cannot be read.", not_utf8 = "The resource's text is not UTF-8.",
                                    reason_not_utf8 = "The resource cannot be read; the reason is not UTF-8.",
                                    not_result = "What was read is not a ReadResourceResult.";
  static constexpr bool is_tool = false, is_resource = true, of_template = false, is_prompt = false;
};
struct template_role : resource_role {
  static constexpr bool of_template = true;
};
struct prompt_role {
  static constexpr std::string_view failed = "The prompt failed.", not_utf8 = "The prompt's text is not UTF-8.",
                                    reason_not_utf8 = "The prompt failed; its reason is not UTF-8.",
                                    not_result = "The prompt's result is not a GetPromptResult.";
  static constexpr bool is_tool = false, is_resource = false, of_template = false, is_prompt = true;
};

// Settles one reply. What the core refuses to take is told to the client as this handler's failure.
template <class Role> class settler {
public:
  settler(const tenon_call *seen, tenon_reply *owed, time_source time) noexcept : seen_(seen), owed_(owed), time_(time) {}

  template <class R> void operator()(const R &value) const {
    if constexpr (std::is_same_v<R, bool> || is_integer<R> || is_real<R>) words(number_text(value));
    else if constexpr (std::is_same_v<R, const char *>) words(value ? value : "");
    else if constexpr (std::is_convertible_v<const R &, std::string_view>) words(value);
    else if constexpr (std::is_same_v<R, json>) whole(value.text);
    else if constexpr (std::is_same_v<R, result>) std::visit(*this, value.which());
    else if constexpr (std::is_same_v<R, ask>) questions(value);
    else if constexpr (std::is_base_of_v<std::exception, R>) failure(value);
    else if constexpr (std::is_same_v<R, structured>) structured_content(value.text);
    else if constexpr (std::is_same_v<R, bytes>) blob(value);
    else if constexpr (std::is_same_v<R, content> || std::is_same_v<R, messages>) whole(json(value).text);
    else static_assert(never<R>, "this is no answer");
  }

  void words(std::string_view text) const noexcept {
    refused(tenon_reply_text(owed_, str(text), time_()), Role::not_utf8);
  }
  void whole(std::string_view text) const noexcept {
    refused(tenon_reply_result(owed_, str(text), time_()), Role::not_result);
  }
  void failure(const tool_error &why) const noexcept { error(why.what()); }
  void failure(const fault &why) const noexcept {
    const tenon_status status = why.data().empty()
                                    ? tenon_reply_fail(owed_, why.code(), str(why.what()), time_())
                                    : tenon_reply_fault(owed_, why.code(), str(why.what()), str(why.data()), time_());
    refused(status, why.what());
  }
  void failure(const not_found &why) const noexcept { refused(tenon_reply_not_found(owed_, time_()), why.what()); }
  void failure(const not_capable &why) const noexcept {
    refused(tenon_reply_not_capable(owed_, why.bits(), time_()), why.what());
  }
  void error(std::string_view why) const noexcept {
    if (tenon_reply_tool_error(owed_, str(why), time_()) == TENON_INVALID)
      tenon_reply_tool_error(owed_, str(Role::reason_not_utf8), time_());
  }
  // Called inside a catch: what is in flight.
  void exception() const noexcept {
    try {
      throw;
    } catch (const fault &why) {
      failure(why);
    } catch (const not_found &why) {
      failure(why);
    } catch (const not_capable &why) {
      failure(why);
    } catch (const std::exception &why) {
      error(why.what());
    } catch (...) {
      error(Role::failed);
    }
  }

  void suggestions(const std::vector<std::string> &all) const {
    static constexpr std::size_t most = 100; // spec: server/utilities/completion
    std::string values;
    for (std::size_t i = 0; i < std::min(all.size(), most); ++i) append_quoted(values += i ? "," : "", all[i]);
    const std::string all_of_it = R"({"values":[)" + values + R"(],"total":)" + number_text(all.size()) +
                                  (all.size() > most ? R"(,"hasMore":true})" : R"(,"hasMore":false})");
    refused(tenon_reply_result(owed_, str(all_of_it), time_()), "A suggestion is not UTF-8.");
  }

private:
  void structured_content(std::string_view text) const noexcept {
    refused(tenon_reply_structured(owed_, str(text), time_()),
            "The tool's structured content does not fit its output schema.");
  }
  void blob(const bytes &all) const noexcept {
    refused(tenon_reply_bytes(owed_, str(all.mime_type), all.data.data(), all.data.size(), time_()), Role::not_result);
  }
  void questions(const ask &what) const {
    const tenon_status status = put_questions(owed_, what.questions(), what.state(), time_());
    if (status == TENON_NOT_CAPABLE) failure(not_capable(lacks(what.questions(), seen_->client_can)));
    else if (status < 0 && status != TENON_GONE)
      error(std::string("The question cannot be asked: ") + tenon_status_name(status));
  }
  void refused(tenon_status status, std::string_view why) const noexcept {
    if (status == TENON_INVALID) error(why);
  }

  const tenon_call *seen_;
  tenon_reply *owed_;
  time_source time_;
};

template <class R>
inline constexpr bool is_text_answer =
    std::is_same_v<R, bool> || is_integer<R> || is_real<R> || std::is_convertible_v<const R &, std::string_view>;
template <> inline constexpr bool is_text_answer<void> = false;
template <class R> inline constexpr bool is_any_answer = is_any_of<R, json, result, ask, tool_error, fault, not_capable>;

// A line of its own for each role, so that the compiler says what may be returned.
template <class Role, class R> constexpr void check_answer() {
  if constexpr (Role::is_tool)
    static_assert(std::is_void_v<R> || is_text_answer<R> || is_any_answer<R> || is_any_of<R, content, structured>,
                  "a handler returns text, a number, a bool, void, or tenon's json, content, structured, ask, result or an error");
  else if constexpr (Role::is_resource)
    static_assert(is_text_answer<R> || is_any_answer<R> || is_any_of<R, bytes, not_found>,
                  "a resource's handler returns text, or tenon's bytes, json, not_found, ask, result or an error");
  else
    static_assert(is_text_answer<R> || is_any_answer<R> || std::is_same_v<R, messages>,
                  "a prompt's handler returns text, or tenon's messages, json, ask, result or an error");
}

} // namespace detail
} // namespace hpp
} // namespace tenon
#endif
