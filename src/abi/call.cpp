// call.cpp - reading the arguments of a call by name and type.
#include "abi/doorway.hpp"
#include "json/reader.hpp"

using namespace tenon;
using namespace tenon::abi;

namespace {

json::Value find(const tenon_call *call, tenon_str name) {
  const auto *const read = reinterpret_cast<const engine::Call *>(call->arguments);
  return read && read->arguments.is_object() ? read->arguments.find(unwrap(name)) : json::Value();
}

// Enter, find, and let `read` take the value if it is of the right type.
template <class Out, class Read> tenon_status read_argument(const tenon_call *call, tenon_str name, Out *out, Read read) noexcept {
  if (!call || !out || !sound(name)) return TENON_INVALID;
  const json::Value value = find(call, name);
  return value && read(value) ? TENON_OK : TENON_NOT_FOUND;
}

} // namespace

extern "C" {

tenon_status tenon_call_text(const tenon_call *call, tenon_str name, tenon_str *out) {
  return read_argument(call, name, out, [&](json::Value value) {
    if (value.is_text()) *out = wrap(value.text());
    return value.is_text();
  });
}

tenon_status tenon_call_number(const tenon_call *call, tenon_str name, double *out) {
  return read_argument(call, name, out, [&](json::Value value) {
    if (value.is_number()) *out = value.number();
    return value.is_number();
  });
}

tenon_status tenon_call_integer(const tenon_call *call, tenon_str name, int64_t *out) {
  return read_argument(call, name, out, [&](json::Value value) {
    if (!value.is_number()) return false;
    if (value.kind() == json::Kind::integer) *out = value.integer();
    else { // 3.0 is an integer to JSON Schema, and so it is here
      const double real = value.number();
      if (!(real >= -9223372036854775808.0 && real < 9223372036854775808.0) || real != static_cast<double>(static_cast<int64_t>(real))) return false;
      *out = static_cast<int64_t>(real);
    }
    return true;
  });
}

tenon_status tenon_call_boolean(const tenon_call *call, tenon_str name, int32_t *out) {
  return read_argument(call, name, out, [&](json::Value value) {
    if (value.is_bool()) *out = value.truth() ? 1 : 0;
    return value.is_bool();
  });
}

tenon_status tenon_call_json(const tenon_call *call, tenon_str name, tenon_str *out) {
  if (!call || !out || !sound(name)) return TENON_INVALID;
  const auto *const read = reinterpret_cast<const engine::Call *>(call->arguments);
  if (!read || !read->arguments_span.value) return TENON_NOT_FOUND;
  for (json::Span it = read->reader->first_of(read->arguments_span); it.value; it = read->reader->next_of(it))
    if (it.name.text() == unwrap(name)) {
      *out = wrap(it.raw);
      return TENON_OK;
    }
  return TENON_NOT_FOUND;
}

} // extern "C"
