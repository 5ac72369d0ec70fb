#!/usr/bin/env bash
# mistakes.sh COMPILER INCLUDE... - what a programmer gets wrong with tenon.hpp does not compile, and the compiler says why.
set -euo pipefail
compiler=$1
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
includes=()
for directory in "$@"; do includes+=(-I "$directory"); done
passed=0 failed=0

compile() { # compile STATEMENT: 0 when it compiles; what the compiler says is in $scratch/out
  printf '#include <mutex>\n#include <tenon/tenon.hpp>\nvoid program(tenon::server &server);\nvoid program(tenon::server &server) { %s }\n' \
    "$1" >"$scratch/program.cpp"
  "$compiler" -std=c++17 -fsyntax-only "${includes[@]}" "$scratch/program.cpp" >"$scratch/out" 2>&1
}

fine() { # fine STATEMENT
  if compile "$1"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED should compile: $1"
    head -20 "$scratch/out"
  fi
}

wrong() { # wrong WORDS STATEMENT
  if compile "$2"; then
    failed=$((failed + 1))
    echo "FAILED should not compile: $2"
  elif grep -qF -- "$1" "$scratch/out"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED does not say '$1': $2"
    head -20 "$scratch/out"
  fi
}

fine 'server.tool("t", "", tenon::args("a"), [](double a) { return a; });'
fine 'server.tool("t", "", tenon::args("a"), [](const tenon::call &, tenon::reply, const std::string &) {});'

fine 'server.tool("t", "", tenon::args(), [] { return tenon::content().text("a"); });'
fine 'server.tool("t", "", tenon::args(), []() -> tenon::result { return tenon::ask({tenon::roots("r")}); });'
fine 'server.resource({"a:b", "b"}, tenon::text{"x"}); server.resource({"a:b", "b"}, [](tenon::reply) {});'
fine 'server.resource_template({"a:{b}", "b"}, tenon::args("b"), [](std::optional<int>) { return "x"; });'
fine 'server.prompt("p", "", tenon::args("a"), [](std::optional<std::string>) { return "x"; }, [](const tenon::call &) { return std::vector<std::string>(); });'

wrong 'names each parameter of the handler once' 'server.tool("t", "", tenon::args("a"), [](double a, double b) { return a + b; });'
fine 'server.tool("t", "", tenon::args(), [] { return tenon::content().text("a"); });'
fine 'server.tool("t", "", tenon::args(), []() -> tenon::result { return tenon::ask({tenon::roots("r")}); });'
fine 'server.resource({"a:b", "b"}, tenon::text{"x"}); server.resource({"a:b", "b"}, [](tenon::reply) {});'
fine 'server.resource_template({"a:{b}", "b"}, tenon::args("b"), [](std::optional<int>) { return "x"; });'
fine 'server.prompt("p", "", tenon::args("a"), [](std::optional<std::string>) { return "x"; }, [](const tenon::call &) { return std::vector<std::string>(); });'

wrong 'names each parameter of the handler once' 'server.tool("t", "", tenon::args("a", "b"), [](double a) { return a; });'
wrong 'with its parameter types written out (no auto)' 'server.tool("t", "", tenon::args("a"), [](auto a) { return a; });'
wrong 'no mutable lambda' 'server.tool("t", "", tenon::args(), [n = 0]() mutable { return ++n; });'
wrong 'by value or const &' 'server.tool("t", "", tenon::args("a"), [](std::string &a) { return a; });'
wrong 'takes tenon::reply by value' 'server.tool("t", "", tenon::args(), [](tenon::reply &) {});'
wrong 'takes const tenon::call &' 'server.tool("t", "", tenon::args(), [](tenon::call) {});'
wrong 'answers by it and returns void' 'server.tool("t", "", tenon::args(), [](tenon::reply) { return 1; });'
wrong 'a handler returns text' 'server.tool("t", "", tenon::args(), [] { return std::mutex(); });'
wrong 'a handler returns text' "server.tool(\"t\", \"\", tenon::args(), [] { return 'c'; });"
wrong 'a parameter is a number' 'server.tool("t", "", tenon::args("a"), [](char) {});'
wrong 'a parameter is a number' 'server.tool("t", "", tenon::args("a"), [](const char *) {});'
wrong 'views would dangle' 'server.tool("t", "", tenon::args("a"), [](std::vector<std::string_view>) {});'
wrong 'reads call.argument<T>(name)' 'server.tool("t", "", tenon::schema{"{}"}, [](double) {});'

# Each kind of handler answers with what its kind has.
wrong 'a handler returns text' 'server.tool("t", "", tenon::args(), [] { return tenon::messages(); });'
wrong 'a handler returns text' 'server.tool("t", "", tenon::args(), [] { return tenon::not_found(); });'
wrong "a resource's handler returns text" 'server.resource({"a:b", "b"}, [] { return tenon::content(); });'
wrong "a resource's handler returns text" 'server.resource({"a:b", "b"}, [] {});'
wrong "a resource's handler returns text" 'server.resource_template({"a:{b}", "b"}, tenon::args("b"), [](int) { return tenon::structured{}; });'
wrong "a prompt's handler returns text" 'server.prompt("p", "", tenon::args(), [] { return tenon::content(); });'
wrong "a prompt's handler returns text" 'server.prompt("p", "", tenon::args(), [] {});'

# And takes what its kind is given.
wrong 'takes at most const tenon::call &' 'server.resource({"a:b", "b"}, [](std::string a) { return a; });'
wrong "a template's parameter is" 'server.resource_template({"a:{b}", "b"}, tenon::args("b"), [](std::vector<int>) { return "x"; });'
wrong "a template's parameter is" 'server.resource_template({"a:{b}", "b"}, tenon::args("b"), [](bool) { return "x"; });'
wrong "a prompt's parameter is" 'server.prompt("p", "", tenon::args("a"), [](int a) { return a; });'
wrong 'names each parameter of the handler once' 'server.prompt("p", "", tenon::args(), [](std::string a) { return a; });'
wrong 'names each parameter of the handler once' 'server.resource_template({"a:{b}", "b"}, tenon::args("b"), [] { return "x"; });'
wrong 'a completer takes const tenon::call &' 'server.prompt("p", "", tenon::args(), [] { return "x"; }, [](int) { return std::vector<std::string>(); });'
wrong 'a completer takes const tenon::call &' 'server.prompt("p", "", tenon::args(), [] { return "x"; }, [](const tenon::call &) { return 1; });'
wrong 'answers by it and returns void' 'server.resource({"a:b", "b"}, [](tenon::reply) { return "x"; });'
wrong 'a view would dangle' 'tenon::json{"{}"}.get<std::string_view>("a");'

echo "$passed passed, $failed failed, 0 skipped"
[[ $failed -eq 0 ]]
