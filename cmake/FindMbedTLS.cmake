# FindMbedTLS.cmake - finds mbedcrypto wherever a system keeps it: an existing target, a CMake package, pkg-config, or by name.
#
# Gives MbedTLS_FOUND, MbedTLS_VERSION, the target tenon_mbedcrypto to link, and TENON_MBEDCRYPTO_ARCHIVE: the static
# library beside it, or "" when there is none.
set(TENON_MBEDCRYPTO_ARCHIVE "")
set(MbedTLS_VERSION "")
set(_link "")

foreach(_target IN ITEMS MbedTLS::mbedcrypto MbedTLS::tfpsacrypto mbedcrypto)
  if(NOT _link AND TARGET ${_target})
    set(_link ${_target})
  endif()
endforeach()

if(NOT _link)
  find_package(MbedTLS CONFIG QUIET)
  foreach(_target IN ITEMS MbedTLS::mbedcrypto MbedTLS::tfpsacrypto)
    if(NOT _link AND TARGET ${_target})
      set(_link ${_target})
    endif()
  endforeach()
endif()

if(NOT _link)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(TENON_PC_MBEDCRYPTO QUIET IMPORTED_TARGET mbedcrypto)
    if(TENON_PC_MBEDCRYPTO_FOUND)
      set(_link PkgConfig::TENON_PC_MBEDCRYPTO)
      set(MbedTLS_VERSION ${TENON_PC_MBEDCRYPTO_VERSION})
    endif()
  endif()
endif()

if(NOT _link)
  find_path(TENON_MBEDTLS_INCLUDE_DIR mbedtls/version.h)
  find_library(TENON_MBEDCRYPTO_LIBRARY NAMES mbedcrypto)
  find_library(TENON_MBEDCRYPTO_STATIC NAMES libmbedcrypto.a)
  mark_as_advanced(TENON_MBEDTLS_INCLUDE_DIR TENON_MBEDCRYPTO_LIBRARY TENON_MBEDCRYPTO_STATIC)
  if(TENON_MBEDTLS_INCLUDE_DIR AND TENON_MBEDCRYPTO_LIBRARY)
    foreach(_header IN ITEMS build_info.h version.h) # 3.x keeps its number in the first, 2.x in the second
      set(_path ${TENON_MBEDTLS_INCLUDE_DIR}/mbedtls/${_header})
      if(NOT MbedTLS_VERSION AND EXISTS ${_path})
        file(STRINGS ${_path} _line REGEX "^#define MBEDTLS_VERSION_STRING +\"")
        if(_line MATCHES "\"([0-9.]+)\"")
          set(MbedTLS_VERSION ${CMAKE_MATCH_1})
        endif()
      endif()
    endforeach()
    add_library(tenon_mbedcrypto_by_name INTERFACE IMPORTED)
    set_target_properties(tenon_mbedcrypto_by_name PROPERTIES
      INTERFACE_LINK_LIBRARIES ${TENON_MBEDCRYPTO_LIBRARY}
      INTERFACE_INCLUDE_DIRECTORIES ${TENON_MBEDTLS_INCLUDE_DIR})
    set(_link tenon_mbedcrypto_by_name)
    if(TENON_MBEDCRYPTO_STATIC)
      set(TENON_MBEDCRYPTO_ARCHIVE ${TENON_MBEDCRYPTO_STATIC})
    endif()
  endif()
endif()

if(_link AND NOT TARGET tenon_mbedcrypto)
  add_library(tenon_mbedcrypto INTERFACE IMPORTED)
  set_target_properties(tenon_mbedcrypto PROPERTIES INTERFACE_LINK_LIBRARIES ${_link})
endif()
set(MbedTLS_TARGET ${_link})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MbedTLS REQUIRED_VARS MbedTLS_TARGET VERSION_VAR MbedTLS_VERSION)
unset(_link)
