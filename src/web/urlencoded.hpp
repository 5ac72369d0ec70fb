// urlencoded.hpp - names and values as forms and queries carry them (application/x-www-form-urlencoded), read strictly.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::web {

struct FormPair {
  std::string name, value;
};

// '+' is a blank, %XX a byte. False: a '%' without two digits behind it, or what comes out is no UTF-8.
bool decode_urlencoded(std::string_view text, std::string &out);

// "a=1&b=2" in its order; "&&" is nothing, "a" is a with no value. False: one cannot be decoded, or there are more than `most`.
bool read_urlencoded(std::string_view text, size_t most, std::vector<FormPair> &out);

// Letters, digits and *-._ stay, a blank becomes '+': as browsers write it.
void append_urlencoded(std::string &out, std::string_view text);

// The first value of that name; "" if there is none.
std::string_view value_of(const std::vector<FormPair> &pairs, std::string_view name);

} // namespace tenon::web
