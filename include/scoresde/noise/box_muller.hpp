// Two unit normals from two random words (Box and Muller 1958): radius sqrt(-2 log u) of the
// first, angle of the second. Branch-free and with our own polynomials, so that it runs on a
// float, a double, a SIMD lane and a GPU thread alike. With r the radius, its error is below
// 3.5e-7 max(r, 1/r) in float and 2e-15 max(1, 1/r) in double; a double normal is its float normal
// to that.
#pragma once
#include <array>
#include <cstddef>
#include <scoresde/noise/threefry.hpp>
#include <scoresde/value/element.hpp>
#include <utility>

namespace scoresde {

// A GPU's text sees no constants of a namespace, so functions have copies of their own.
namespace box_muller_series {
// -2 log m on [1, 2) in m - 3/2, sin and cos of pi/2 y on [-1, 1] in y^2: minimax.
inline constexpr std::array<float, 9> log_f{
    0.0120132100880431f,    -0.020476359506610774f, 0.02882110579081929f,
    -0.051939584205100794f, 0.09879676725871585f,   -0.19758289089820735f,
    0.44444385277584003f,   -1.3333323510867383f,   -0.8109302162163288f};
inline constexpr std::array<float, 5> sine_f{0.0001516717036657391f, -0.004674143838153858f,
                                             0.07968991832902929f, -0.6459637595835395f,
                                             1.5707963200386015f};
inline constexpr std::array<float, 5> cosine_f{0.0008581906198572545f, -0.02081062752024674f,
                                               0.25365074463600046f, -1.2336982146690225f,
                                               0.9999999534667059f};

// In double the Taylor series are short enough: atanh(s)/s in s^2, sin and cos in y^2.
template <std::size_t n>
constexpr std::array<double, n> atanh_d() {
  std::array<double, n> c{};
  for (std::size_t k = 0; k < n; ++k) c[n - 1 - k] = 1.0 / static_cast<double>(2 * k + 1);
  return c;
}
template <std::size_t n>
constexpr std::array<double, n> circular_d(int first) {  // first = 1: sine, 0: cosine
  constexpr double quarter = 1.5707963267948966;
  std::array<double, n> c{};
  double term = first == 1 ? quarter : 1;
  for (std::size_t k = 0; k < n; ++k) {
    c[n - 1 - k] = term;
    const double m = static_cast<double>(2 * k) + first;
    term *= -quarter * quarter / ((m + 1) * (m + 2));
  }
  return c;
}
}  // namespace box_muller_series

// -2 log(w / 2^32) for an odd word w as a number.
template <class E>
constexpr E minus_two_log(const E& w) {
  using Real = scalar_of<E>;
  const E e = exponent(w), m = mantissa(w);
  if constexpr (std::same_as<Real, float>) {
    constexpr auto series = box_muller_series::log_f;
    const E log = (e - E(32.f)) * E(-1.3862943611198906f) + horner(m - E(1.5f), series);
    return max(log, E(1e-7f));
  } else {  // m = sqrt(2) (1 + s) / (1 - s)
    constexpr double root = 1.4142135623730951;
    constexpr auto series = box_muller_series::atanh_d<12>();
    const E s = (m - E(root)) / (m + E(root));
    return max((e - E(31.5)) * E(-1.3862943611198906) - E(4.0) * s * horner(s * s, series),
               E(1e-16));
  }
}

template <class E, class Word>
constexpr std::pair<E, E> box_muller(const WordPair<Word>& words) {
  using Real = scalar_of<E>;
  const E radius = sqrt(minus_two_log(from_unsigned<E>(words.first | Word(1u))));
  // an angle of pi/2 times a number in [-1, 1), and a random sign for the cosine
  const E y = from_signed<E>(words.second) * E(Real(1) / Real(2147483648)), y2 = y * y;
  if constexpr (std::same_as<Real, float>) {
    constexpr auto sine = box_muller_series::sine_f;
    constexpr auto cosine = box_muller_series::cosine_f;
    return {radius * (y * horner(y2, sine)), flip_sign(radius, words.second) * horner(y2, cosine)};
  } else {
    constexpr auto sine = box_muller_series::circular_d<12>(1);
    constexpr auto cosine = box_muller_series::circular_d<13>(0);
    return {radius * (y * horner(y2, sine)), flip_sign(radius, words.second) * horner(y2, cosine)};
  }
}

}  // namespace scoresde
