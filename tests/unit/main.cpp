// main.cpp - the entry of the unit tests; every other file here mirrors a file of src/.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
