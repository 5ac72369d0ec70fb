// api_keys.hpp - callers without tokens, by the digests of their keys.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace host {

struct ApiCaller {
  std::string subject;
  std::string scopes; // separated by spaces
};

// Lines such as `5e88...(64 hex digits)  alice  mcp:tools mcp:read`. The key itself is nowhere: who reads the file cannot call.
class ApiKeys final {
public:
  std::string read_line(std::string_view line); // what is wrong with it, or ""
  size_t size() const { return callers_.size(); }

  const ApiCaller *find(std::string_view key) const; // nullptr: nobody's

private:
  std::unordered_map<std::string, ApiCaller> callers_; // by the digest in lower case
};

} // namespace host
