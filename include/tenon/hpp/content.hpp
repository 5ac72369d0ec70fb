// content.hpp - builders of results: what a tool answers with, and the messages of a prompt.
#ifndef TENON_HPP_CONTENT_HPP
#define TENON_HPP_CONTENT_HPP

#include <string>
#include <string_view>
#include <tenon/hpp/offers.hpp>
#include <tenon/hpp/walker.hpp>
#include <tenon/hpp/writing.hpp>

namespace tenon {
inline namespace hpp {

// A CallToolResult, block by block: tenon::content().text("Look:").image(png, "image/png"). Bytes are given as they are.
class content {
public:
  content &text(std::string_view words) {
    detail::append_text(begin("text"), "text", words);
    return end();
  }
  content &image(std::string_view data, std::string_view mime_type) { return media("image", data, mime_type); }
  content &audio(std::string_view data, std::string_view mime_type) { return media("audio", data, mime_type); }

  // An embedded resource.
  content &resource(std::string_view uri, std::string_view words, std::string_view mime_type = {}) {
    open_resource(uri, mime_type);
    detail::append_text(blocks_, "text", words);
    return close_resource();
  }
  content &resource(std::string_view uri, const bytes &blob) {
    open_resource(uri, blob.mime_type);
    append_blob("blob", blob.data);
    return close_resource();
  }

  // A link to a resource, which need not be on the list; scopes, lifetime and `shared` do not travel.
  content &link(const resource_info &to) {
    detail::append_text(begin("resource_link"), "uri", to.uri);
    detail::append_text(blocks_, "name", to.name);
    detail::append_text_if_any(blocks_, "title", to.title);
    detail::append_text_if_any(blocks_, "description", to.description);
    detail::append_text_if_any(blocks_, "mimeType", to.mime_type);
    if (to.content_bytes) detail::append_json(blocks_, "size", detail::number_text(to.content_bytes));
    detail::append_json_if_any(blocks_, "annotations", to.annotations);
    detail::append_json_if_any(blocks_, "icons", to.icons);
    detail::append_json_if_any(blocks_, "_meta", to.meta);
    return end();
  }

  // Of the block before it: Annotations as a JSON object.
  content &annotated(const json &annotations) {
    if (blocks_.empty()) throw hpp::error(TENON_INVALID, "there is no block yet to be annotated");
    blocks_.pop_back();
    detail::append_json(blocks_, "annotations", annotations.text);
    return end();
  }

  content &structured(const json &value) { return member("structuredContent", value.text); }
  content &meta(const json &value) { return member("_meta", value.text); }
  content &error() { return member("isError", "true"); }

  operator json() const { return {R"({"content":[)" + blocks_ + "]" + members_ + "}"}; }
  std::string_view blocks() const noexcept { return blocks_; } // as JSON, a comma between two

private:
  std::string &begin(std::string_view type) {
    if (!blocks_.empty()) blocks_ += ',';
    blocks_ += '{';
    detail::append_text(blocks_, "type", type);
    return blocks_;
  }
  content &end() {
    blocks_ += '}';
    return *this;
  }
  content &media(std::string_view type, std::string_view data, std::string_view mime_type) {
    begin(type);
    append_blob("data", data);
    detail::append_text(blocks_, "mimeType", mime_type);
    return end();
  }
  void append_blob(std::string_view name, std::string_view data) {
    detail::append_name(blocks_, name);
    blocks_ += '"';
    detail::append_base64(blocks_, data);
    blocks_ += '"';
  }
  void open_resource(std::string_view uri, std::string_view mime_type) {
    detail::append_name(begin("resource"), "resource");
    blocks_ += '{';
    detail::append_text(blocks_, "uri", uri);
    detail::append_text_if_any(blocks_, "mimeType", mime_type);
  }
  content &close_resource() {
    blocks_ += '}';
    return end();
  }
  content &member(std::string_view name, std::string_view value) {
    detail::append_quoted(members_ += ',', name);
    (members_ += ':') += value;
    return *this;
  }

  std::string blocks_, members_;
};

// A GetPromptResult, message by message: tenon::messages().user("Hello.").assistant("Hello!"). Each block of a content is a
// message of its own.
class messages {
public:
  explicit messages(std::string_view description = {}) : description_(description) {}

  messages &user(std::string_view words) { return user(content().text(words)); }
  messages &user(const content &blocks) { return say("user", blocks); }
  messages &assistant(std::string_view words) { return assistant(content().text(words)); }
  messages &assistant(const content &blocks) { return say("assistant", blocks); }

  operator json() const {
    std::string out = "{";
    detail::append_text_if_any(out, "description", description_);
    detail::append_json(out, "messages", "[" + said_ + "]");
    return {out + "}"};
  }

private:
  messages &say(std::string_view role, const content &blocks) {
    detail::walker in(blocks.blocks());
    for (std::string_view block = in.value(); !block.empty(); block = in.take(',') ? in.value() : std::string_view()) {
      said_ += said_.empty() ? "{" : ",{";
      detail::append_text(said_, "role", role);
      detail::append_json(said_, "content", block);
      said_ += '}';
    }
    return *this;
  }

  std::string description_, said_;
};

} // namespace hpp
} // namespace tenon
#endif
