# EmbedAssets.cmake - turns the files of a folder into std::string_view constants, with plain CMake and nothing else.
#
#   include(EmbedAssets)
#   tenon_embed_assets(<target> <folder of the form .../<room>/assets>)
#
# For web/assets/home.css the target can include "web/assets.hpp" and find in namespace tenon::web::assets
#   home_css          the file's bytes
#   home_css_sha256   their SHA-256 in base64, as a Content-Security-Policy wants it
# The folder is read when building, so an edited asset needs no new configure run; a new one is noticed by the build as well.
#
# The same file is the script that does the work: cmake -DFILES=... -DROOM=... -DOUT=... -P EmbedAssets.cmake

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(_tenon_embed_script ${CMAKE_CURRENT_LIST_FILE} CACHE INTERNAL "the script that embeds assets")

  function(tenon_embed_assets target folder)
    cmake_path(GET folder PARENT_PATH parent)
    cmake_path(GET parent FILENAME room)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/assets)
    file(GLOB files CONFIGURE_DEPENDS ${folder}/*)
    list(JOIN files "|" joined)
    add_custom_command(
      OUTPUT ${out}/${room}/assets.cpp ${out}/${room}/assets.hpp
      COMMAND ${CMAKE_COMMAND} "-DFILES=${joined}" -DROOM=${room} -DOUT=${out}/${room} -P ${_tenon_embed_script}
      DEPENDS ${files} ${_tenon_embed_script}
      COMMENT "Embedding the assets of ${room}/"
      VERBATIM)
    target_sources(${target} PRIVATE ${out}/${room}/assets.cpp ${out}/${room}/assets.hpp)
    target_include_directories(${target} PRIVATE ${out})
  endfunction()
  return()
endif()

# The bytes that `hex` spells, in base64.
function(base64_of_hex hex out)
  set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  set(text "")
  string(LENGTH "${hex}" length)
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${hex}" ${at} 6 group) # three bytes, four letters
    string(LENGTH "${group}" digits)
    string(SUBSTRING "${group}00000" 0 6 group)
    math(EXPR value "0x${group}")
    math(EXPR letters "${digits} / 2")
    foreach(place RANGE 0 ${letters})
      math(EXPR index "(${value} >> (18 - 6 * ${place})) & 63")
      string(SUBSTRING "${alphabet}" ${index} 1 letter)
      string(APPEND text ${letter})
    endforeach()
    foreach(missing RANGE ${letters} 3)
      if(missing LESS 3)
        string(APPEND text "=")
      endif()
    endforeach()
    math(EXPR at "${at} + 6")
  endwhile()
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

set(header "// assets.hpp - the files of ${ROOM}/assets as they were at build time.\n#pragma once\n#include <string_view>\n\n")
string(APPEND header "namespace tenon::${ROOM}::assets {\n")
set(source "// assets.cpp - the files of ${ROOM}/assets as they were at build time.\n#include \"${ROOM}/assets.hpp\"\n\n")
string(APPEND source "namespace tenon::${ROOM}::assets {\n")

string(REPLACE "|" ";" files "${FILES}")
foreach(file IN LISTS files)
  cmake_path(GET file FILENAME name)
  string(MAKE_C_IDENTIFIER "${name}" name)
  file(READ ${file} hex HEX)
  file(SHA256 ${file} sum)
  base64_of_hex(${sum} sum)
  string(LENGTH "${hex}" size)
  math(EXPR size "${size} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${hex}")
  string(REGEX REPLACE "(................................................................................................................................)"
    "\\1\"\n    \"" bytes "${bytes}") # 32 bytes a line
  string(APPEND header "extern const std::string_view ${name}, ${name}_sha256;\n")
  string(APPEND source "constinit const std::string_view ${name}{\n    \"${bytes}\",\n    ${size}};\n")
  string(APPEND source "constinit const std::string_view ${name}_sha256 = \"${sum}\";\n")
endforeach()

file(MAKE_DIRECTORY ${OUT})
file(WRITE ${OUT}/assets.hpp "${header}} // namespace tenon::${ROOM}::assets\n")
file(WRITE ${OUT}/assets.cpp "${source}} // namespace tenon::${ROOM}::assets\n")
