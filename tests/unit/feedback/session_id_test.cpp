// session_id_test.cpp - ids look like what older clients check for, and nothing else is one.
#include "feedback/session_id.hpp"
#include <doctest/doctest.h>

using namespace tenon::feedback;

TEST_CASE("sixteen bytes make a UUID of version 4") {
  const unsigned char zeros[16] = {};
  CHECK(session_id(zeros) == "00000000-0000-4000-8000-000000000000");
  unsigned char ones[16];
  for (unsigned char &each : ones) each = 0xFF;
  CHECK(session_id(ones) == "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

TEST_CASE("an id is read in either case, and only if it is one") {
  std::string id = "untouched";
  CHECK(read_session_id("0714DD2C-f5fc-4f75-B724-1d1d0f90d5e1", id));
  CHECK(id == "0714dd2c-f5fc-4f75-b724-1d1d0f90d5e1");
  for (const char *wrong : {"", "0714dd2c-f5fc-4f75-b724-1d1d0f90d5e", "0714dd2c-f5fc-4f75-b724-1d1d0f90d5e11", "0714dd2c-f5fc-5f75-b724-1d1d0f90d5e1",
                            "0714dd2c-f5fc-4f75-c724-1d1d0f90d5e1", "0714dd2cxf5fc-4f75-b724-1d1d0f90d5e1", "g714dd2c-f5fc-4f75-b724-1d1d0f90d5e1",
                            "0714dd2c-f5fc-4f75-b724-1d1d0f90d5e-"}) {
    CAPTURE(wrong);
    CHECK_FALSE(read_session_id(wrong, id));
  }
  CHECK(id == "0714dd2c-f5fc-4f75-b724-1d1d0f90d5e1");
}
