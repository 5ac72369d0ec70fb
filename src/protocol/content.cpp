// content.cpp - judging content blocks, and rewriting results for revisions that know fewer of them.
#include "protocol/content.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include "protocol/dressing.hpp"
#include <array>

namespace tenon::protocol {
namespace {

// RFC 4648 section 4: groups of four, padding at the end only.
bool is_base64(std::string_view text) {
  static constexpr std::array<bool, 256> alphabet = [] {
    std::array<bool, 256> in{};
    for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
      in[static_cast<unsigned char>(c)] = true;
    return in;
  }();
  if (text.size() % 4 != 0) return false;
  if (text.ends_with("==")) text.remove_suffix(2);
  else if (text.ends_with('=')) text.remove_suffix(1);
  bool fine = true;
  for (const char c : text) fine &= alphabet[static_cast<unsigned char>(c)];
  return fine;
}

bool absent_or_text(const json::Value &value) { return !value || value.is_text(); }
bool absent_or_object(const json::Value &value) { return !value || value.is_object(); }

const char *media_trouble(const json::Value &block) {
  const json::Value data = block.find("data");
  if (!data.is_text() || !is_base64(data.text())) return "an image or audio content lacks \"data\", base64 with padding";
  return block.find("mimeType").is_text() ? nullptr : "an image or audio content lacks \"mimeType\"";
}

const char *link_trouble(const json::Value &block) {
  if (!block.find("uri").is_text() || !block.find("name").is_text())
    return "a resource_link content lacks \"uri\" or \"name\"";
  for (const char *member : {"title", "description", "mimeType"})
    if (!absent_or_text(block.find(member)))
      return "a resource_link content has a title, description or mimeType that is no string";
  const json::Value size = block.find("size"), icons = block.find("icons");
  if (size && !(size.is_number() && size.kind() != json::Kind::real))
    return "a resource_link content has a \"size\" that is no integer";
  return icons && !icons.is_array() ? "a resource_link content has \"icons\" that are no array" : nullptr;
}

// What a walk over a result finds that the revision does not know.
class Adapter final {
public:
  Adapter(const json::Reader &reader, Revision revision) : reader_(reader), known_(facts(revision)) {}

  std::string tool_result();
  std::string prompt_result();

private:
  bool fits_block(const json::Value &block) const;
  bool fits_tool_result() const;
  bool fits_prompt_result() const;
  bool carries_structured(const json::Value &structured) const {
    return known_.structured && (known_.structured_any || structured.is_object());
  }

  void append_name(std::string_view name);
  void append_span(const json::Span &span);
  void append_block(const json::Span &block);
  void append_words_for(const json::Span &block, std::string_view text);
  void append_contents(const json::Span &contents);
  void append_message(const json::Span &message);
  template <class AppendItem> void append_array(const json::Span &array, AppendItem append_item);

  const json::Reader &reader_;
  const RevisionFacts &known_;
  std::string out_;
};

std::string Adapter::tool_result() {
  if (fits_tool_result()) return "";
  const json::Span whole = reader_.whole();
  json::Span lost; // structuredContent
  out_ += '{';
  for (json::Span it = reader_.first_of(whole); it.value; it = reader_.next_of(it)) {
    if (it.name.text() == "structuredContent" && !carries_structured(it.value)) lost = it;
  }
  for (json::Span it = reader_.first_of(whole); it.value; it = reader_.next_of(it)) {
    if (lost.value && it.name.at() == lost.name.at()) continue;
    append_name(it.name.text());
    if (it.name.text() != "content") append_span(it);
    else if (lost.value && it.value.count() == 0) { // the model would see nothing at all
      out_ += "[{\"type\":\"text\",\"text\":";
      std::string compact;
      append_one_line(compact, lost.raw);
      json::append_text(out_, compact);
      out_ += "}]";
    } else append_array(it, [this](const json::Span &block) { append_block(block); });
  }
  out_ += '}';
  return std::move(out_);
}

std::string Adapter::prompt_result() {
  if (fits_prompt_result()) return "";
  out_ += '{';
  for (json::Span it = reader_.first_of(reader_.whole()); it.value; it = reader_.next_of(it)) {
    append_name(it.name.text());
    if (it.name.text() == "messages") append_array(it, [this](const json::Span &message) { append_message(message); });
    else append_span(it);
  }
  out_ += '}';
  return std::move(out_);
}

// One walk over the block's few members.
bool Adapter::fits_block(const json::Value &block) const {
  for (json::Value name = block.first(); name.at() != block.end();) {
    const json::Value value = name.next();
    const std::string_view word = name.text();
    if (word == "_meta" && !known_.meta) return false;
    if (word == "icons" && !known_.icons) return false;
    if (word == "type" && value.text() == "audio" && !known_.audio) return false;
    if (word == "type" && value.text() == "resource_link" && !known_.resource_links) return false;
    if (word == "resource" && !known_.meta && value.find("_meta")) return false;
    name = value.next();
  }
  return true;
}

bool Adapter::fits_tool_result() const {
  const json::Value root = reader_.root(), content = root.find("content"), structured = root.find("structuredContent");
  if (structured && !carries_structured(structured)) return false;
  for (json::Value item = content.first(); item.at() != content.end(); item = item.next())
    if (!fits_block(item)) return false;
  return true;
}

bool Adapter::fits_prompt_result() const {
  const json::Value messages = reader_.root().find("messages");
  for (json::Value item = messages.first(); item.at() != messages.end(); item = item.next())
    if (!fits_block(item.find("content"))) return false;
  return true;
}

void Adapter::append_name(std::string_view name) {
  if (out_.back() != '{') out_ += ',';
  json::append_text(out_, name);
  out_ += ':';
}

void Adapter::append_span(const json::Span &span) { append_one_line(out_, span.raw); }

template <class AppendItem> void Adapter::append_array(const json::Span &array, AppendItem append_item) {
  out_ += '[';
  for (json::Span it = reader_.first_of(array); it.value; it = reader_.next_of(it)) {
    if (out_.back() != '[') out_ += ',';
    append_item(it);
  }
  out_ += ']';
}

void Adapter::append_block(const json::Span &block) {
  const std::string_view type = block.value.find("type").text();
  if (type == "resource_link" && !known_.resource_links) return append_words_for(block, block.value.find("uri").text());
  if (type == "audio" && !known_.audio)
    return append_words_for(
        block, words("[audio, {}: revision {} of MCP cannot carry it]", block.value.find("mimeType").text(), known_.name));
  out_ += '{';
  for (json::Span it = reader_.first_of(block); it.value; it = reader_.next_of(it)) {
    const std::string_view name = it.name.text();
    if ((name == "_meta" && !known_.meta) || (name == "icons" && !known_.icons)) continue;
    append_name(name);
    if (name == "resource" && !known_.meta) append_contents(it);
    else append_span(it);
  }
  out_ += '}';
}

void Adapter::append_words_for(const json::Span &block, std::string_view text) {
  out_ += "{\"type\":\"text\",\"text\":";
  json::append_text(out_, text);
  for (json::Span it = reader_.first_of(block); it.value; it = reader_.next_of(it)) {
    if (it.name.text() != "annotations") continue;
    append_name("annotations");
    append_span(it);
  }
  out_ += '}';
}

void Adapter::append_contents(const json::Span &contents) {
  out_ += '{';
  for (json::Span it = reader_.first_of(contents); it.value; it = reader_.next_of(it)) {
    if (it.name.text() == "_meta") continue;
    append_name(it.name.text());
    append_span(it);
  }
  out_ += '}';
}

void Adapter::append_message(const json::Span &message) {
  out_ += '{';
  for (json::Span it = reader_.first_of(message); it.value; it = reader_.next_of(it)) {
    append_name(it.name.text());
    if (it.name.text() == "content") append_block(it);
    else append_span(it);
  }
  out_ += '}';
}

} // namespace

const char *content_trouble(const json::Value &block) {
  if (!block.is_object()) return "a content is not an object";
  if (!absent_or_object(block.find("annotations"))) return "\"annotations\" of a content are not an object";
  if (!absent_or_object(block.find("_meta"))) return "\"_meta\" of a content is not an object";
  const json::Value type = block.find("type");
  if (!type.is_text()) return "a content lacks \"type\"";
  const std::string_view word = type.text();
  if (word == "text") return block.find("text").is_text() ? nullptr : "a text content lacks \"text\"";
  if (word == "image" || word == "audio") return media_trouble(block);
  if (word == "resource_link") return link_trouble(block);
  if (word == "resource") return resource_contents_trouble(block.find("resource"), true);
  return "a content's \"type\" is none of text, image, audio, resource, resource_link";
}

const char *resource_contents_trouble(const json::Value &contents, bool needs_uri) {
  if (!contents.is_object()) return "the contents of a resource are not an object";
  const json::Value uri = contents.find("uri"), text = contents.find("text"), blob = contents.find("blob");
  if (uri ? !uri.is_text() : needs_uri) return "the contents of a resource lack \"uri\", a string";
  if (!absent_or_text(contents.find("mimeType"))) return "\"mimeType\" of a resource's contents is not a string";
  if (!absent_or_object(contents.find("_meta"))) return "\"_meta\" of a resource's contents is not an object";
  if (static_cast<bool>(text) == static_cast<bool>(blob))
    return "the contents of a resource have either \"text\" or \"blob\"";
  if (text) return text.is_text() ? nullptr : "\"text\" of a resource's contents is not a string";
  return blob.is_text() && is_base64(blob.text()) ? nullptr : "\"blob\" of a resource's contents is not base64 with padding";
}

const char *result_trouble(const json::Value &result) {
  if (!absent_or_object(result.find("_meta"))) return "\"_meta\" of the result is not an object";
  for (const char *member : {"resultType", "ttlMs", "cacheScope"})
    if (result.find(member)) return "\"resultType\", \"ttlMs\" and \"cacheScope\" are the library's to add";
  return nullptr;
}

std::string adapt_tool_result(const json::Reader &reader, Revision revision) {
  return revision == latest ? std::string() : Adapter(reader, revision).tool_result();
}

std::string adapt_prompt_result(const json::Reader &reader, Revision revision) {
  return revision == latest ? std::string() : Adapter(reader, revision).prompt_result();
}

} // namespace tenon::protocol
