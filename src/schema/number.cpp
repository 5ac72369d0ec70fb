// number.cpp - exact comparison across int64, uint64 and double, and division of decimals without rounding.
#include "schema/number.hpp"

#include <charconv>
#include <cmath>
#include <cstring>

namespace tenon::schema {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr double two_63 = 9223372036854775808.0;
constexpr double two_64 = 18446744073709551616.0;

template <class T> int order(T a, T b) { return a < b ? -1 : a > b ? 1 : 0; }

int compare_signed(int64_t a, double b) {
  if (b >= two_63) return -1;
  if (b < -two_63) return 1;
  const int64_t whole = static_cast<int64_t>(b);
  return a != whole ? order(a, whole) : order(0.0, b - static_cast<double>(whole));
}

int compare_unsigned(uint64_t a, double b) {
  if (b >= two_64) return -1;
  if (b < 0) return 1;
  const uint64_t whole = static_cast<uint64_t>(b);
  return a != whole ? order(a, whole) : order(0.0, b - static_cast<double>(whole));
}

int compare_to_real(const Number &a, double b) {
  if (a.kind == json::Kind::integer) return compare_signed(a.integer, b);
  if (a.kind == json::Kind::big_integer) return compare_unsigned(a.big, b);
  return order(a.real, b);
}

// digits * 10^exponent; the sign is of no matter here.
struct Decimal {
  uint64_t digits = 0;
  int exponent = 0;
};

Decimal decimal_of(double real) {
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, std::fabs(real), std::chars_format::scientific).ptr;
  Decimal out;
  bool fraction = false;
  const char *at = text;
  for (; at != end && *at != 'e'; ++at) {
    if (*at == '.') { fraction = true; continue; }
    out.digits = out.digits * 10 + static_cast<uint64_t>(*at - '0');
    if (fraction) --out.exponent;
  }
  int shift = 0;
  if (at != end) {
    ++at;
    if (*at == '+') ++at;
    std::from_chars(at, end, shift);
  }
  out.exponent += shift;
  return out;
}

Decimal decimal_of(const Number &n) {
  if (n.kind == json::Kind::big_integer) return {n.big, 0};
  if (n.kind == json::Kind::real) return decimal_of(n.real);
  return {n.integer < 0 ? 0 - static_cast<uint64_t>(n.integer) : static_cast<uint64_t>(n.integer), 0};
}

uint64_t power_of_ten_modulo(int exponent, uint64_t modulus) {
  Wide result = 1 % modulus;
  Wide base = 10 % modulus;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result = result * base % modulus;
    base = base * base % modulus;
  }
  return static_cast<uint64_t>(result);
}

} // namespace

Number number_of(const json::Value &value) {
  Number n;
  n.kind = value.kind();
  if (n.kind == json::Kind::integer) n.integer = value.integer();
  else if (n.kind == json::Kind::big_integer) n.big = value.big_integer();
  else n.real = value.real();
  return n;
}

bool integral(double real) { return std::trunc(real) == real; }

int compare(const Number &a, const Number &b) {
  if (b.kind == json::Kind::real) return compare_to_real(a, b.real);
  if (a.kind == json::Kind::real) return -compare_to_real(b, a.real);
  if (a.kind != b.kind) return a.kind == json::Kind::big_integer ? 1 : -1;
  return a.kind == json::Kind::integer ? order(a.integer, b.integer) : order(a.big, b.big);
}

bool multiple_of(const Number &value, const Number &divisor) {
  const Decimal a = decimal_of(value);
  const Decimal b = decimal_of(divisor);
  if (a.digits == 0) return true;
  if (b.digits == 0) return false;
  int shift = a.exponent - b.exponent;
  if (shift >= 0) {
    const Wide left = Wide{a.digits % b.digits} * power_of_ten_modulo(shift, b.digits);
    return left % b.digits == 0;
  }
  uint64_t digits = a.digits;
  for (; shift < 0; ++shift) {
    if (digits % 10 != 0) return false;
    digits /= 10;
  }
  return digits % b.digits == 0;
}

uint64_t hash_of(const Number &n) {
  uint64_t bits = 0;
  if (n.kind == json::Kind::integer) bits = static_cast<uint64_t>(n.integer);
  else if (n.kind == json::Kind::big_integer) bits = n.big;
  else if (integral(n.real) && n.real >= -two_63 && n.real < two_63) bits = static_cast<uint64_t>(static_cast<int64_t>(n.real));
  else if (integral(n.real) && n.real >= two_63 && n.real < two_64) bits = static_cast<uint64_t>(n.real);
  else std::memcpy(&bits, &n.real, sizeof bits);
  bits ^= bits >> 32;
  return bits * 0x9E3779B97F4A7C15ull;
}

} // namespace tenon::schema
