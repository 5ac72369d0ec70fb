// book.hpp - the MCP schema of one revision, and whether a message of the server is what it says.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "json/reader.hpp"
#include "schema/schema.hpp"

namespace wire {

// Whether the server could know which request it answers. JSON-RPC 2.0 (section 5) wants a null id where it could not, and no
// revision's schema has a word for that: the older ones want an id, the newer ones leave it out. Everything else about such an
// answer is held against the schema all the same.
enum class Id { known, unreadable };

class Book final {
public:
  // Null: the vectors are not here, and the test has been told.
  static std::unique_ptr<Book> open(const std::string &revision);

  // Why `message`, said in answer to a request of `method`, is not valid: the definition, the place, the reason. "": it is.
  std::string objection(std::string_view message, std::string_view method, Id id = Id::known);
  // The same for any JSON against one definition.
  std::string objection_by(const std::string &definition, const tenon::json::Value &);

private:
  explicit Book(const std::string &revision) : revision_(revision) {}

  std::string about_notification(const tenon::json::Value &message);
  std::string about_response(const tenon::json::Value &message, std::string_view method);
  std::string about_error(const tenon::json::Value &message);
  const tenon::schema::Schema &definition(const std::string &name);
  bool has(std::string_view name) const { return reader_.root().find(definitions_).find(name) ? true : false; }
  bool has_ids_left_out() const { return revision_ >= "2025-11-25"; }

  std::string revision_;
  std::string definitions_, dialect_;
  tenon::json::Reader reader_;
  std::map<std::string, std::shared_ptr<const tenon::schema::Schema>> compiled_;
};

} // namespace wire
