# Stores.cmake - stores in libraries of their own, on the public headers alone, for hosts that want them: tenon::sqlite.
if(NOT TENON_SQLITE)
  return()
endif()
find_package(SQLite3 3.37 QUIET) # the first with strict tables
if(NOT SQLite3_FOUND)
  message(STATUS "SQLite is not there: tenon::sqlite is left out")
  return()
endif()

file(GLOB _sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/stores/sqlite/*.cpp)
add_library(tenon_sqlite_objects OBJECT ${_sources})
set_target_properties(tenon_sqlite_objects PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
target_include_directories(tenon_sqlite_objects PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
target_link_libraries(tenon_sqlite_objects PUBLIC SQLite::SQLite3 Threads::Threads PRIVATE tenon_warnings)

if(TENON_BUILD_SHARED)
  add_library(tenon_sqlite SHARED $<TARGET_OBJECTS:tenon_sqlite_objects>)
  set_target_properties(tenon_sqlite PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${TENON_ABI} EXPORT_NAME sqlite LINKER_LANGUAGE CXX
    LINK_DEPENDS ${PROJECT_SOURCE_DIR}/src/stores/sqlite/tenon_sqlite.map)
  target_link_options(tenon_sqlite PRIVATE "LINKER:--version-script=${PROJECT_SOURCE_DIR}/src/stores/sqlite/tenon_sqlite.map")
  target_link_libraries(tenon_sqlite PUBLIC tenon PRIVATE SQLite::SQLite3)
  add_library(tenon::sqlite ALIAS tenon_sqlite)
endif()

if(TENON_BUILD_STATIC)
  add_library(tenon_sqlite_static STATIC $<TARGET_OBJECTS:tenon_sqlite_objects>)
  set_target_properties(tenon_sqlite_static PROPERTIES OUTPUT_NAME tenon_sqlite EXPORT_NAME sqlite_static LINKER_LANGUAGE CXX)
  target_link_libraries(tenon_sqlite_static PUBLIC tenon_static PRIVATE $<BUILD_INTERFACE:SQLite::SQLite3>)
  add_library(tenon::sqlite_static ALIAS tenon_sqlite_static)
  if(NOT TENON_BUILD_SHARED)
    add_library(tenon::sqlite ALIAS tenon_sqlite_static)
  endif()
endif()
