// env_file.cpp - reads .dev.vars.
#include "env_file.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace host {
namespace {

constexpr size_t max_file_bytes = 1 << 20;

std::string_view trim(std::string_view text) {
  const char *blank = " \t\r";
  const size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

bool is_key(std::string_view key) {
  if (key.empty() || (key[0] >= '0' && key[0] <= '9')) return false;
  for (const char c : key)
    if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  return true;
}

bool only_a_comment(std::string_view rest) {
  rest = trim(rest);
  return rest.empty() || rest[0] == '#';
}

// value begins behind its opening quote. False: no closing quote, or words behind it.
bool read_quoted(std::string_view value, char quote, std::string &out) {
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] == quote) return only_a_comment(value.substr(i + 1));
    if (quote == '"' && value[i] == '\\' && i + 1 < value.size()) {
      const char next = value[++i];
      out += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
    } else {
      out += value[i];
    }
  }
  return false;
}

bool read_value(std::string_view value, std::string &out) {
  if (!value.empty() && (value[0] == '"' || value[0] == '\'')) return read_quoted(value.substr(1), value[0], out);
  size_t end = 0;
  while (end < value.size() && !(value[end] == '#' && (end == 0 || value[end - 1] == ' ' || value[end - 1] == '\t'))) ++end;
  out = trim(value.substr(0, end));
  return true;
}

bool read_line(std::string_view line, Variables &variables) {
  line = trim(line);
  if (line.empty() || line[0] == '#') return true;
  if (line.substr(0, 7) == "export ") line = trim(line.substr(7));
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view key = trim(line.substr(0, equals));
  std::string value;
  if (!is_key(key) || !read_value(trim(line.substr(equals + 1)), value)) return false;
  variables[std::string(key)] = value;
  return true;
}

std::optional<std::string> read_file(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) return std::nullopt;
  return text.str();
}

} // namespace

Variables parse_env_file(std::string_view text, std::string &mistake) {
  Variables variables;
  if (text.size() > max_file_bytes) {
    mistake = "is larger than 1 MiB";
    return variables;
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    if (!read_line(text.substr(0, end), variables) && mistake.empty())
      mistake = "line " + std::to_string(number) + " is not KEY=VALUE";
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return variables;
}

std::string find_jwt_secret(const std::string &path, std::string &mistake) {
  if (const char *secret = std::getenv("JWT_SECRET"); secret && *secret) return secret;
  const std::string where = path.empty() ? ".dev.vars" : path;
  const auto text = read_file(where);
  if (!text) {
    if (!path.empty()) mistake = "cannot read the env file " + where;
    return {};
  }
  std::string wrong;
  Variables variables = parse_env_file(*text, wrong);
  if (!wrong.empty()) mistake = where + ": " + wrong;
  return variables["JWT_SECRET"];
}

} // namespace host
