// opaque_id.cpp - writes random bytes as an id.
#include "ground/opaque_id.hpp"

#include "ground/base64url.hpp"

namespace tenon {

std::string opaque_id(const unsigned char (&bytes)[opaque_id_bytes]) {
  std::string id;
  append_base64url(id, {reinterpret_cast<const char *>(bytes), opaque_id_bytes});
  return id;
}

} // namespace tenon
