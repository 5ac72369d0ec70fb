/* tenon_version.h - which release this header belongs to; made by CMake. */
#ifndef TENON_VERSION_H
#define TENON_VERSION_H
#define TENON_VERSION "0.1.0"
#define TENON_VERSION_MAJOR 0
#define TENON_VERSION_MINOR 1
#define TENON_VERSION_PATCH 0
#define TENON_ABI 0
#endif
