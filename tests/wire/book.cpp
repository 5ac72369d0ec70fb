// book.cpp - which definitions a message has to fit, and asking the house's own validator.
#include "book.hpp"

#include <doctest/doctest.h>

#include "vectors.hpp"

namespace wire {
namespace json = tenon::json;
namespace schema = tenon::schema;
namespace {

constexpr const char *address = "https://schema.example/mcp.json";

const char *result_of(std::string_view method) {
  if (method == "initialize") return "InitializeResult";
  if (method == "server/discover") return "DiscoverResult";
  if (method == "tools/list") return "ListToolsResult";
  if (method == "tools/call") return "CallToolResult";
  if (method == "ping") return "EmptyResult";
  return nullptr;
}

// 2026-07-28 has a type for each error of its own: a whole response, or the error inside one.
struct TypedError {
  int64_t code;
  const char *definition;
  bool whole;
};

constexpr TypedError typed_errors[] = {
    {-32700, "ParseError", false},     {-32600, "InvalidRequestError", false}, {-32601, "MethodNotFoundError", false},
    {-32602, "InvalidParamsError", false}, {-32603, "InternalError", false},   {-32020, "HeaderMismatchError", true},
    {-32021, "MissingRequiredClientCapabilityError", true}, {-32022, "UnsupportedProtocolVersionError", true},
};

std::string without_null_id(std::string_view message, std::string_view instead) {
  std::string text(message);
  constexpr std::string_view null_id = "\"id\":null,";
  const size_t at = text.find(null_id);
  return at == std::string::npos ? text : text.replace(at, null_id.size(), instead);
}

} // namespace

std::unique_ptr<Book> Book::open(const std::string &revision) {
  std::string text;
  if (!vectors::read("mcp-schema/" + revision + ".json", text)) return nullptr;
  std::unique_ptr<Book> book(new Book(revision));
  REQUIRE(book->reader_.parse_copy(text, 1000) == json::Trouble::none);
  book->definitions_ = book->reader_.root().find("$defs") ? "$defs" : "definitions";
  book->dialect_ = book->reader_.root().find("$schema").text();
  return book;
}

std::string Book::objection(std::string_view message, std::string_view method, Id id) {
  const bool lost = id == Id::unreadable;
  const std::string text = lost ? without_null_id(message, has_ids_left_out() ? "" : "\"id\":0,") : std::string(message);
  if (lost && text == message) return "the id was unreadable, and is not null";
  json::Reader reader;
  if (reader.parse_copy(text, 2000) != json::Trouble::none) return "is no JSON";
  const json::Value root = reader.root();
  if (root.find("method")) return about_notification(root);
  if (root.find("error")) return about_error(root);
  return about_response(root, method);
}

std::string Book::objection_by(const std::string &name, const json::Value &value) {
  schema::Finding finding;
  switch (schema::check(definition(name), value, &finding)) {
  case schema::Fit::fits: return "";
  case schema::Fit::too_costly: return name + ": too costly";
  case schema::Fit::misfits: break;
  }
  return name + " " + (finding.place.empty() ? "(whole)" : finding.place) + ": " + finding.message;
}

std::string Book::about_notification(const json::Value &message) {
  for (const char *name : {"JSONRPCNotification", "ServerNotification"})
    if (std::string why = objection_by(name, message); !why.empty()) return why;
  if (message.find("method").text() == "notifications/progress") return objection_by("ProgressNotification", message);
  return "a notification that no test expects";
}

std::string Book::about_response(const json::Value &message, std::string_view method) {
  const std::string envelope = has("JSONRPCResultResponse") ? "JSONRPCResultResponse" : "JSONRPCResponse";
  if (std::string why = objection_by(envelope, message); !why.empty()) return why;
  const char *const result = result_of(method);
  if (!result || !has(result)) return "a result for " + std::string(method) + ", which this revision does not have";
  if (std::string why = objection_by(result, message.find("result")); !why.empty()) return why;
  const std::string whole = std::string(result) + "Response"; // 2026-07-28 types some responses as a whole
  return has(whole) ? objection_by(whole, message) : "";
}

std::string Book::about_error(const json::Value &message) {
  const std::string envelope = has("JSONRPCErrorResponse") ? "JSONRPCErrorResponse" : "JSONRPCError";
  if (std::string why = objection_by(envelope, message); !why.empty()) return why;
  if (message.find("result")) return "an error and a result";
  const json::Value code = message.find("error").find("code");
  for (const TypedError &type : typed_errors)
    if (code.kind() == json::Kind::integer && type.code == code.integer() && has(type.definition))
      return objection_by(type.definition, type.whole ? message : message.find("error"));
  return "";
}

const schema::Schema &Book::definition(const std::string &name) {
  auto &compiled = compiled_[name];
  if (!compiled) {
    const std::string reference =
        R"({"$schema":")" + dialect_ + R"(","$ref":")" + address + "#/" + definitions_ + "/" + name + "\"}";
    json::Reader reader;
    REQUIRE(reader.parse_copy(reference, 10) == json::Trouble::none);
    const schema::Registered all[] = {{address, reader_.root()}};
    const auto outcome = schema::compile(reader.root(), {}, all);
    REQUIRE_MESSAGE(static_cast<bool>(outcome), name << ": " << outcome.refusal().text);
    compiled = *outcome;
  }
  return *compiled;
}

} // namespace wire
