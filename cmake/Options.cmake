# Options.cmake - what whoever configures may decide, and the defaults of a build of Tenon itself.
option(TENON_BUILD_SHARED "Build libtenon.so" ON)
option(TENON_BUILD_STATIC "Build libtenon.a" ON)
option(TENON_BUILD_EXAMPLES "Build the reference host and the small examples" ${PROJECT_IS_TOP_LEVEL})
option(TENON_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(TENON_BUILD_BENCHES "Define the bench programs (target tenon_benches, not part of all)" ${PROJECT_IS_TOP_LEVEL})
option(TENON_INSTALL "Define the install rules" ${PROJECT_IS_TOP_LEVEL})
option(TENON_WERROR "Treat warnings as errors" OFF)
option(TENON_SQLITE "Build tenon::sqlite, which keeps feedback sessions in a file, where SQLite is there" ON)
option(TENON_SHARED_MBEDTLS "Let libtenon.so use the system's libmbedcrypto.so (docs/decisions/0001)" OFF)
set(TENON_SANITIZE "" CACHE STRING "Sanitizers for everything that is built: address,undefined or thread")

if(NOT TENON_BUILD_SHARED AND NOT TENON_BUILD_STATIC)
  message(FATAL_ERROR "TENON_BUILD_SHARED and TENON_BUILD_STATIC are both off: there is nothing to build")
endif()

if(PROJECT_IS_TOP_LEVEL)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, RelWithDebInfo or Debug" FORCE)
  endif()
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG") # line tables, so that profiles and sanitizers name a line
  set(CMAKE_C_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
  set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  find_program(TENON_CCACHE ccache)
  mark_as_advanced(TENON_CCACHE)
  if(TENON_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER ${TENON_CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${TENON_CCACHE})
  endif()
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 99)
set(CMAKE_C_STANDARD_REQUIRED ON)

if(TENON_SANITIZE)
  add_compile_options(-fsanitize=${TENON_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TENON_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang AND TENON_SANITIZE MATCHES undefined) # what it looks at in libtenon.so is C++, whoever links it
    add_link_options(-fsanitize-link-c++-runtime)
    link_libraries($<$<LINK_LANGUAGE:C>:stdc++>)
  endif()
endif()

# Warnings, for our own targets only.
add_library(tenon_warnings INTERFACE)
target_compile_options(tenon_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                                $<$<BOOL:${TENON_WERROR}>:-Werror>)
# GCC 12 takes "a" + std::string(...) for a copy of 2^63 bytes when it inlines much (GCC bug 105329, fixed in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(tenon_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
