// messages.hpp - the 316-byte calls that everything here is measured with, one shape per era, and the heads they travel under.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

constexpr size_t message_size = 316;
constexpr size_t message_count = 16; // with different ids, walked round and round

enum class Era { modern, session }; // 2026-07-28; 2025-11-25 in a session

// The text that `echo` is asked to say, as it comes back.
std::string text_of(Era era);

// `message_count` calls of `echo`, each of exactly `message_size` bytes.
std::vector<std::string> calls_of_echo(Era era);

// Name and value of each line of the head that a client sends with such a call. "" leaves session or token out.
std::vector<std::pair<std::string, std::string>> head_of_echo(Era era, std::string_view session, std::string_view token);

std::string initialize_message();

// What the tools of the bench take: a few of the keywords that real tools use.
constexpr std::string_view echo_schema = R"({"type":"object","properties":{"text":{"type":"string","maxLength":1000},)"
                                         R"("topic":{"type":"string"},"copies":{"type":"integer","minimum":1}},)"
                                         R"("required":["text"],"additionalProperties":false})";

} // namespace bench
