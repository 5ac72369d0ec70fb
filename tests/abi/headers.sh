#!/usr/bin/env bash
# headers.sh INCLUDE... - the public headers compile in every language they promise: alone, twice, and without a hole in a record.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
includes=()
for directory in "$@"; do includes+=(-I "$directory"); done
passed=0 failed=0 skipped=0

compiles() { # compiles WHAT COMPILER FLAGS... SOURCE
  local what=$1
  shift
  if "$@" "${includes[@]}" -fsyntax-only >"$scratch/out" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $what: $*"
    head -20 "$scratch/out"
  fi
}

{
  echo '#include <tenon/tenon.h>'
} >"$scratch/alone.c"
cp "$scratch/alone.c" "$scratch/alone.cpp"
printf '#include <tenon/tenon.h>\n#include <tenon/tenon.h>\nint main(void) { tenon_str s = {0, 0}; return (int)s.len; }\n' >"$scratch/twice.c"
cp "$scratch/twice.c" "$scratch/twice.cpp"
# Nothing but the two system headers: macros that only <stdio.h> and its like define must not be there.
printf '#include <tenon/tenon.h>\n#if defined(EOF) || defined(RAND_MAX) || defined(errno)\n#error more than stddef.h and stdint.h\n#endif\n' >"$scratch/nothing_else.c"
printf '#include <tenon/tenon_sqlite.h>\n' >"$scratch/sqlite.c"
cp "$scratch/sqlite.c" "$scratch/sqlite.cpp"
printf '#include <tenon/tenon.hpp>\n' >"$scratch/comfort.cpp"
printf '#include <tenon/tenon.hpp>\n#include <tenon/tenon.hpp>\nint main() { return 0; }\n' >"$scratch/comfort_twice.cpp"

c_flags=(-pedantic -Wall -Wextra -Wstrict-prototypes -Wmissing-prototypes -Wpadded -Werror)
cpp_flags=(-pedantic -Wall -Wextra -Wpadded -Wshadow -Wconversion -Werror)
tried=0
for c in gcc clang clang-14; do
  command -v "$c" >/dev/null || continue
  tried=$((tried + 1))
  for standard in c99 c11 c17 gnu17; do
    for source in alone twice nothing_else sqlite; do
      compiles "$source.c as $standard" "$c" -std="$standard" "${c_flags[@]}" "$scratch/$source.c"
    done
  done
done
for cpp in g++ clang++ clang++-14; do
  command -v "$cpp" >/dev/null || continue
  tried=$((tried + 1))
  for standard in c++11 c++14 c++17 c++20; do
    for source in alone twice sqlite; do
      compiles "$source.cpp as $standard" "$cpp" -std="$standard" "${cpp_flags[@]}" "$scratch/$source.cpp"
    done
  done
  if [[ -e ${1}/tenon/tenon.hpp ]]; then
    for standard in c++17 c++20; do
      for source in comfort comfort_twice; do
        compiles "$source.cpp as $standard" "$cpp" -std="$standard" -pedantic -Wall -Wextra -Wshadow -Wconversion -Werror \
          "$scratch/$source.cpp"
      done
      compiles "comfort.cpp as $standard without RTTI" "$cpp" -std="$standard" -fno-rtti -Wall -Wextra -Werror "$scratch/comfort.cpp"
    done
  else
    echo "SKIPPED tenon.hpp: not there"
    skipped=$((skipped + 1))
  fi
done

# The check checks: a record with a hole has to be refused.
printf '#include <stdint.h>\ntypedef struct hole { uint64_t size; uint32_t last; } hole;\n' >"$scratch/hole.c"
if gcc -std=c99 -Wpadded -Werror -fsyntax-only "$scratch/hole.c" 2>/dev/null; then
  failed=$((failed + 1))
  echo "FAILED -Wpadded did not see a hole"
else
  passed=$((passed + 1))
fi
if [[ $tried -eq 0 ]]; then
  failed=$((failed + 1))
  echo "FAILED no compiler was found"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
