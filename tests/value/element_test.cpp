#include <doctest/doctest.h>

#include <limits>
#include <scoresde/value/element.hpp>

namespace {

using namespace scoresde;

template <class Real>
void check_parts() {
  for (const Real x : {Real(1), Real(1.5), Real(0.3), Real(7e8), Real(3e-30),
                       std::numeric_limits<Real>::min(), std::numeric_limits<Real>::max()}) {
    CAPTURE(x);
    const Real e = exponent(x), m = mantissa(x);
    CHECK(m >= 1);
    CHECK(m < 2);
    CHECK(std::ldexp(m, static_cast<int>(e)) == x);
  }
}

}  // namespace

TEST_CASE("a number is its mantissa in [1, 2) times two to its exponent") {
  check_parts<float>();
  check_parts<double>();
}

TEST_CASE("the sign is flipped where the word is odd") {
  CHECK(flip_sign(1.5f, 3u) == -1.5f);
  CHECK(flip_sign(1.5f, 2u) == 1.5f);
  CHECK(flip_sign(-1.5, 0xffffffffu) == 1.5);
  CHECK(flip_sign(-1.5, 0xfffffffeu) == -1.5);
}

TEST_CASE("words are read as unsigned and as signed numbers") {
  CHECK(from_unsigned<double>(0xffffffffu) == 4294967295.0);
  CHECK(from_signed<double>(0xffffffffu) == -1);
  CHECK(from_signed<float>(0x80000000u) == -2147483648.0f);
}

TEST_CASE("Horner's scheme has the highest power first") {
  CHECK(horner(2.0, std::array<double, 3>{3, 4, 5}) == 25);
  CHECK(horner(0.5f, std::array<float, 1>{7}) == 7.0f);
}
