// main.cpp - which command was asked for.
#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <tenon/tenon.h>

#include "env_file.hpp"
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
  if (flags.stdio) return host::serve_stdio(flags, host::own_house(flags, {}, log), log);
  if (flags.authless) return host::serve(flags, host::own_house(flags, {}, log), log);
  std::string wrong;
  const std::string secret = host::find_jwt_secret(flags.env_file, wrong);
  if (!wrong.empty()) return complain(wrong);
  if (secret.empty())
    return complain("no JWT_SECRET in the environment or in .dev.vars; set one (JWT_SECRET=\"$(openssl rand -base64 48)\"), "
                    "or serve without tokens on this machine only: --authless");
  return host::serve(flags, host::own_house(flags, secret, log), log);
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
