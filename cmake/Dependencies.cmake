# Dependencies.cmake - the three libraries that the core stands on; docs/dependencies.md says why these.
# No version is asked of simdjson: its package calls every major version incompatible, and both 3.x and 4.x are fine.
find_package(simdjson REQUIRED)
find_package(fmt REQUIRED)
find_package(MbedTLS REQUIRED MODULE) # our own module: Debian's package has neither a CMake nor a pkg-config file
find_package(Threads REQUIRED)
