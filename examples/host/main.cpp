// main.cpp - which command was asked for.
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tenon/tenon.h>

#include "callers.hpp"
#include "demo_tools.hpp"
#include "flags.hpp"
#include "jwt_command.hpp"
#include "log.hpp"
#include "own_house.hpp"
#include "serve.hpp"
#include "stdio.hpp"

namespace {

int complain(const std::string &words) {
  std::fprintf(stderr, "tenon-host: %s\n", words.c_str());
  return 2;
}

int start(const host::Flags &flags) {
  const host::Log log(flags.log_level, flags.log_json);
  for (const auto &[tool, scopes] : flags.tool_scopes)
    if (!host::DemoTools::has(tool)) return complain("--tool-scope " + tool + "=" + scopes + ": there is no such tool in the demo");
  if (flags.stdio) return host::serve_stdio(flags, host::own_house(flags, nullptr, log), log);
  if (flags.authless) return host::serve(flags, host::own_house(flags, nullptr, log), log);
  const auto callers = std::make_shared<host::Callers>(flags, log);
  if (const std::string wrong = callers->read(); !wrong.empty()) return complain(wrong);
  return host::serve(flags, host::own_house(flags, callers, log), log);
}

} // namespace

int main(int argc, char **argv) {
  std::signal(SIGPIPE, SIG_IGN);
  if (tenon_abi() != TENON_ABI) return complain("this program was built for another libtenon");
  std::vector<std::string_view> words(argv + 1, argv + argc);
  if (!words.empty() && words[0] == "jwt") return host::run_jwt_command({words.begin() + 1, words.end()});
  host::Flags flags;
  if (const std::string wrong = host::parse_flags(words, flags); !wrong.empty()) return complain(wrong + " (see --help)");
  if (flags.help) return std::fputs(host::help_text().c_str(), stdout) < 0 ? 1 : 0;
  if (flags.version) return std::printf("tenon-host %s\n", tenon_version()) < 0 ? 1 : 0;
  return start(flags);
}
