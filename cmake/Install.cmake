# Install.cmake - where an installed Tenon keeps its files, and how find_package and pkg-config find it.
if(NOT TENON_INSTALL)
  return()
endif()
include(CMakePackageConfigHelpers)
set(_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tenon)

if(TENON_BUILD_SHARED)
  install(TARGETS tenon EXPORT tenonSharedTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  if(TARGET tenon_sqlite)
    install(TARGETS tenon_sqlite EXPORT tenonSharedTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
    set_target_properties(tenon_sqlite PROPERTIES INSTALL_RPATH "$ORIGIN")
  endif()
  install(EXPORT tenonSharedTargets NAMESPACE tenon:: DESTINATION ${_package_dir})
endif()
if(TENON_BUILD_STATIC)
  set_target_properties(tenon_static PROPERTIES EXPORT_NAME static)
  install(TARGETS tenon_static EXPORT tenonStaticTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  if(TARGET tenon_sqlite_static)
    install(TARGETS tenon_sqlite_static EXPORT tenonStaticTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  endif()
  install(EXPORT tenonStaticTargets NAMESPACE tenon:: DESTINATION ${_package_dir})
endif()

install(DIRECTORY include/tenon DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(FILES ${PROJECT_BINARY_DIR}/include/tenon/tenon_version.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tenon)

configure_package_config_file(cmake/tenonConfig.cmake.in ${PROJECT_BINARY_DIR}/tenonConfig.cmake
  INSTALL_DESTINATION ${_package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tenonConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tenonConfig.cmake ${PROJECT_BINARY_DIR}/tenonConfigVersion.cmake
  DESTINATION ${_package_dir})

# The .pc file finds its prefix from where it lies, so that an installed tree may be moved.
file(RELATIVE_PATH TENON_PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" TENON_PC_TO_PREFIX ${TENON_PC_TO_PREFIX})
configure_file(cmake/tenon.pc.in ${PROJECT_BINARY_DIR}/tenon.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/tenon.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(TARGET tenon_sqlite)
  configure_file(cmake/tenon-sqlite.pc.in ${PROJECT_BINARY_DIR}/tenon-sqlite.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/tenon-sqlite.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()

if(TARGET tenon-host)
  set_target_properties(tenon-host PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
  install(TARGETS tenon-host RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
