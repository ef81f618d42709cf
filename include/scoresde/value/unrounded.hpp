// A number of the host in two of the place, whose sum has its digits: m - x is then as
// exact near m as x itself is. In double there is nothing to keep.
#pragma once
#include <bit>
#include <concepts>
#include <cstdint>

namespace scoresde {

// A number rounded to the digits of a float, halves away from zero. In integers: where g++ 12 packs
// conversions of eight doubles into one it takes (double)(float)x for x.
constexpr double rounded_to_float(double x) {
  constexpr std::uint64_t half = std::uint64_t{1} << 28;
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  return std::bit_cast<double>((bits + half) & ~(2 * half - 1));
}

template <class Real>
class Unrounded {
 public:
  constexpr Unrounded() = default;
  constexpr explicit Unrounded(double number) : head_(static_cast<Real>(number)) {
    if constexpr (!std::same_as<Real, double>) {
      const double rounded = rounded_to_float(number);
      head_ = static_cast<Real>(rounded);
      tail_ = static_cast<Real>(number - rounded);
    }
  }
  template <class Other>
  constexpr Unrounded<Other> in() const {
    return Unrounded<Other>(number());
  }

  constexpr Real head() const { return head_; }
  constexpr Real tail() const { return tail_; }
  constexpr double number() const {
    return static_cast<double>(head_) + static_cast<double>(tail_);
  }

  template <class E>
  friend constexpr E operator-(const Unrounded& m, const E& x) {
    if constexpr (std::same_as<Real, double>)
      return E(m.head_) - x;
    else
      return (E(m.head_) - x) + E(m.tail_);
  }

 private:
  Real head_{}, tail_{};
};

}  // namespace scoresde
