# Library.cmake - the rooms of src/ compiled once, and put into libtenon.so and libtenon.a.
configure_file(include/tenon/tenon_version.h.in ${PROJECT_BINARY_DIR}/include/tenon/tenon_version.h @ONLY)

file(GLOB_RECURSE _sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*.cpp)
list(FILTER _sources EXCLUDE REGEX "/src/stores/") # libraries of their own: cmake/Stores.cmake
add_library(tenon_objects OBJECT ${_sources})
set_target_properties(tenon_objects PROPERTIES POSITION_INDEPENDENT_CODE ON
  CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
target_include_directories(tenon_objects PUBLIC
  ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
target_link_libraries(tenon_objects PUBLIC simdjson::simdjson tenon_mbedcrypto PRIVATE tenon_warnings)
# Its headers without its definition FMT_HEADER_ONLY, which would compile all of fmt wherever something is put into words: see words.cpp.
target_include_directories(tenon_objects SYSTEM PUBLIC $<TARGET_PROPERTY:fmt::fmt-header-only,INTERFACE_INCLUDE_DIRECTORIES>)
# A call is a microsecond: -O3 is worth some 5 % of it (docs/decisions/0009), and our own names are bound at link time anyway.
target_compile_options(tenon_objects PRIVATE -fno-plt -fno-semantic-interposition)
if(NOT TENON_SANITIZE) # the undefined behaviour sanitizer looks at type information; the house itself needs none
  target_compile_options(tenon_objects PRIVATE $<$<CONFIG:Release>:-O3> -fno-rtti)
endif()

if(EXISTS ${PROJECT_SOURCE_DIR}/cmake/EmbedAssets.cmake AND EXISTS ${PROJECT_SOURCE_DIR}/src/web/assets)
  include(EmbedAssets)
  tenon_embed_assets(tenon_objects ${PROJECT_SOURCE_DIR}/src/web/assets)
endif()

# What both libraries tell their users: where the headers are, in this tree and once installed.
function(tenon_public_headers target)
  target_include_directories(${target} INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endfunction()

if(TENON_BUILD_SHARED)
  add_library(tenon SHARED $<TARGET_OBJECTS:tenon_objects>)
  tenon_public_headers(tenon)
  set_target_properties(tenon PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${TENON_ABI} LINKER_LANGUAGE CXX
    LINK_DEPENDS ${PROJECT_SOURCE_DIR}/src/abi/tenon.map)
  target_link_options(tenon PRIVATE
    "LINKER:--version-script=${PROJECT_SOURCE_DIR}/src/abi/tenon.map" "LINKER:--exclude-libs,ALL")
  if(NOT TENON_SANITIZE) # a sanitizer's functions are defined by the program
    target_link_options(tenon PRIVATE "LINKER:-z,defs")
  endif()
  if(TENON_MBEDCRYPTO_ARCHIVE AND NOT TENON_SHARED_MBEDTLS)
    target_link_libraries(tenon PRIVATE simdjson::simdjson ${TENON_MBEDCRYPTO_ARCHIVE})
  else()
    target_link_libraries(tenon PRIVATE simdjson::simdjson tenon_mbedcrypto)
  endif()
  add_library(tenon::tenon ALIAS tenon)
endif()

if(TENON_BUILD_STATIC)
  add_library(tenon_static STATIC $<TARGET_OBJECTS:tenon_objects>)
  tenon_public_headers(tenon_static)
  set_target_properties(tenon_static PROPERTIES OUTPUT_NAME tenon LINKER_LANGUAGE CXX)
  # Named plainly for the build; the installed package looks them up again on the machine that uses it.
  target_link_libraries(tenon_static PRIVATE
    $<BUILD_INTERFACE:simdjson::simdjson> $<BUILD_INTERFACE:tenon_mbedcrypto>)
  add_library(tenon::static ALIAS tenon_static)
  if(NOT TENON_BUILD_SHARED)
    add_library(tenon::tenon ALIAS tenon_static)
  endif()
endif()
