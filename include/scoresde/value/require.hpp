// Refusing bad values: "name = value must ...", with numbers that can be told apart.
#pragma once
#include <charconv>
#include <cmath>
#include <concepts>
#include <sstream>
#include <stdexcept>
#include <string>

namespace scoresde {

// A number in the fewest digits that give it back: 0.1, 80.00000000000001, 0.1 of a float.
template <std::floating_point Real>
std::string shortest(Real number) {
  char digits[128];  // more than the longest long double takes
  const auto written = std::to_chars(digits, digits + sizeof digits, number);
  return {digits, written.ptr};
}
template <class T>
std::string written(const T& value) {
  if constexpr (std::floating_point<T>) {
    return shortest(value);
  } else {
    std::ostringstream text;
    text << value;
    return text.str();
  }
}

// By how much, relatively, an input may miss a bound that it was meant to meet: it may have been a
// float, 80.00000119 for 80. What lies so close counts as the bound.
inline constexpr double float_rounding = 1.2e-7;

// Throws std::invalid_argument unless the condition holds. The rule says what the value must be,
// as English: require(n >= 1, "n", n, "must lie in [1, infinity)"). It may be in parts, texts and
// numbers, which are put together only then.
template <class T, class... Part>
void require(bool holds, const char* name, const T& value, const Part&... rule) {
  if (holds) return;
  throw std::invalid_argument(((name + (" = " + written(value) + " ")) + ... + written(rule)));
}
inline void require_positive(const char* name, double value) {
  require(value > 0 && std::isfinite(value), name, value, "must lie in (0, infinity)");
}
// For an option that does not apply: it has no value that would do.
inline void require_left_out(bool is_left_out, const char* name, const char* reason) {
  if (is_left_out) return;
  throw std::invalid_argument(std::string(name) + " must be left out: " + reason);
}

}  // namespace scoresde
