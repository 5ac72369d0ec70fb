// jwt_command.hpp - `tenon-host jwt`: makes keys and tokens, looks into tokens, and says whether they would be accepted.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace host {

using Words = std::vector<std::string_view>;

// All return the exit code: 0 done, 1 no (the token is none, or refused), 2 wrong use.
int run_jwt_command(const Words &words);

int sign_token(const Words &words);
std::string describe_signing(); // its flags
int make_key(const Words &words);
int inspect_token(const Words &words);
int verify_token(const Words &words);

// ---- what they have in common ----

int complain_of_jwt(const std::string &words, int code);
int print_words(const std::string &text); // to stdout

// The one token among the words, from stdin where it is "-". Returns what is wrong, or "".
std::string take_token(const Words &words, std::string &token);

} // namespace host
