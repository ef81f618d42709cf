// A number of the host in two of the place, whose sum has its digits: m - x is then as
// exact near m as x itself is. In double there is nothing to keep.
#pragma once
#include <concepts>

namespace scoresde {

template <class Real>
class Unrounded {
 public:
  constexpr Unrounded() = default;
  constexpr explicit Unrounded(double number)
      : head_(static_cast<Real>(number)),
        tail_(static_cast<Real>(number - static_cast<double>(head_))) {}
  template <class Other>
  constexpr Unrounded<Other> in() const {
    return Unrounded<Other>(number());
  }

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
