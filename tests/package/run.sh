#!/usr/bin/env bash
# run.sh BUILD - installs a built tree, moves it, and serves a tool from programs that find it: by find_package, by pkg-config,
# with the shared and the static library, in C and in C++, and from a tree within their own.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$(cd "${1:?which build tree}" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/moved
passed=0 failed=0

check() { # check SENTENCE COMMAND...
  local sentence=$1
  shift
  if "$@" >"$scratch/out" 2>&1; then
    passed=$((passed + 1))
    echo "passed $sentence"
  else
    failed=$((failed + 1))
    echo "FAILED $sentence"
    tail -15 "$scratch/out"
  fi
}

refuses() { ! "$@"; }

# A project outside the repository: its own directory, and nothing of ours but what is installed.
project() {
  mkdir -p "$scratch/$1"
  cp "$here/$1/CMakeLists.txt" "$here"/serve.c* "$here/keep.c" "$scratch/$1/"
}

configure() { # configure PROJECT OPTIONS...
  local project=$1
  shift
  cmake -S "$scratch/$project" -B "$scratch/$project/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug "$@"
}

build() { cmake --build "$scratch/$1/build" --parallel 2; }

# ---- install, and move: nothing may remember where it was ------------------------------------------------------------

check "it installs" env DESTDIR="$scratch/stage" cmake --install "$build" --prefix /usr/local/tenon
mv "$scratch/stage/usr/local/tenon" "$prefix"
library_directory=$(dirname "$(find "$prefix" -name tenon.pc)")/..
library_directory=$(cd "$library_directory" && pwd)
check "the header, its version and the C++ face are there" \
  ls "$prefix/include/tenon/tenon.h" "$prefix/include/tenon/tenon_version.h" "$prefix/include/tenon/tenon.hpp"
check "the licence is there" find "$prefix" -name LICENSE -exec grep -q MIT {} +
check "the library is named by its ABI number" test -e "$library_directory/libtenon.so.0"
check "no file of the package names the build tree or the sources" \
  refuses grep -rlF -e "$root/" -e "$build/" "$library_directory/cmake" "$library_directory/pkgconfig" "$prefix/include"
if [[ -e $build/bin/tenon-host ]]; then
  check "the installed host starts from where it was moved" "$prefix/bin/tenon-host" --version
fi

# ---- find_package ----------------------------------------------------------------------------------------------------

project found_by_cmake
check "find_package finds it" configure found_by_cmake -DCMAKE_PREFIX_PATH="$prefix"
check "a C and a C++ program build with tenon::tenon" build found_by_cmake
check "the C program serves a tool" "$scratch/found_by_cmake/build/serve_c"
check "the C++ program serves a tool" "$scratch/found_by_cmake/build/serve_cpp"
needs_only_us() {
  objdump -p "$scratch/found_by_cmake/build/serve_c" | awk '/NEEDED/ { print $2 }' | sort | diff - <(printf 'libc.so.6\nlibtenon.so.0\n')
}
if [[ -e $library_directory/libtenon_sqlite.so ]]; then
  check "a C program keeps sessions in a file" "$scratch/found_by_cmake/build/keep_c" "$scratch/shared.db"
  check "the file is there" test -s "$scratch/shared.db"
fi
check "the C program needs libtenon.so.0 and libc alone" needs_only_us

project found_by_cmake_static
check "find_package finds the static library with what it needs" configure found_by_cmake_static -DCMAKE_PREFIX_PATH="$prefix"
check "a C program builds with tenon::static" build found_by_cmake_static
check "and serves a tool" "$scratch/found_by_cmake_static/build/serve_c"
if [[ -e $library_directory/libtenon_sqlite.a ]]; then
  check "and keeps sessions in a file" "$scratch/found_by_cmake_static/build/keep_c" "$scratch/static.db"
fi

names_of_fmt_are_weak() { # so that a program may link its own fmt beside the static library
  nm -C --defined-only "$library_directory/libtenon.a" >"$scratch/names"
  grep -qE ' [VW] fmt::' "$scratch/names" && refuses grep -E ' [BDRT] fmt::' "$scratch/names"
}
check "the static library insists on no name of fmt" names_of_fmt_are_weak

asks_for() { # asks_for VERSION: a project that wants it
  mkdir -p "$scratch/version"
  printf 'cmake_minimum_required(VERSION 3.22)\nproject(v LANGUAGES NONE)\nfind_package(tenon %s REQUIRED)\n' "$1" >"$scratch/version/CMakeLists.txt"
  rm -rf "$scratch/version/build"
  configure version -DCMAKE_PREFIX_PATH="$prefix"
}
check "version 0.4.0 is found" asks_for 0.4.0
check "version 0.5 is refused" refuses asks_for 0.5
check "version 1.0 is refused" refuses asks_for 1.0
check "version 0.2.99 is refused" refuses asks_for 0.2.99

# ---- pkg-config ------------------------------------------------------------------------------------------------------

by_pkg_config() { PKG_CONFIG_PATH=$library_directory/pkgconfig pkg-config "$@" tenon; }
words() { read -ra flags < <(by_pkg_config "$@"); }
with_shared() {
  words --cflags --libs
  cc -std=c99 "$here/serve.c" -o "$scratch/by_pkg_config" "${flags[@]}" -Wl,-rpath,"$library_directory" && "$scratch/by_pkg_config"
}
with_static() { # only libtenon.a is in sight
  mkdir -p "$scratch/only_static"
  cp "$library_directory/libtenon.a" "$scratch/only_static/"
  local flag kept=()
  words --cflags --libs --static
  for flag in "${flags[@]}"; do [[ $flag == -L* ]] || kept+=("$flag"); done
  cc -std=c99 "$here/serve.c" -o "$scratch/by_pkg_config_static" -L"$scratch/only_static" "${kept[@]}" &&
    "$scratch/by_pkg_config_static" && refuses grep -qF libtenon.so "$scratch/by_pkg_config_static"
}
with_cpp() {
  words --cflags --libs
  c++ -std=c++17 "$here/serve.cpp" -o "$scratch/by_pkg_config_cpp" "${flags[@]}" -Wl,-rpath,"$library_directory" &&
    "$scratch/by_pkg_config_cpp"
}
check "pkg-config knows its version" test "$(by_pkg_config --modversion)" = "$("$scratch/found_by_cmake/build/serve_c" && sed -n 's/#define TENON_VERSION "\(.*\)"/\1/p' "$prefix/include/tenon/tenon_version.h")"
check "a C program found by pkg-config serves a tool" with_shared
check "a C++ program found by pkg-config serves a tool" with_cpp
check "a C program with the static library by pkg-config serves a tool" with_static

# ---- inside another tree ---------------------------------------------------------------------------------------------

project subdirectory
check "another project takes it in by add_subdirectory" configure subdirectory -DTENON_TREE="$root" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_CXX_COMPILER_LAUNCHER="$(command -v ccache || true)"
check "and builds" build subdirectory
check "and serves a tool" "$scratch/subdirectory/build/serve_c"

echo "$passed passed, $failed failed, 0 skipped"
[[ $failed -eq 0 ]]
