// An element that is not one number (samples side by side, a number with its derivative) refuses,
// with the cure, what asks for one: a condition, a function of std, a number of C++.
#pragma once
#include <type_traits>

namespace scoresde {

template <class...>
inline constexpr bool never = false;

template <class K>
concept Arithmetic = std::is_arithmetic_v<K>;

template <class E>
struct NotOneNumber {
  constexpr operator double() const {
    static_assert(never<E>,
                  "an element is not one number: call exp, log, sqrt, sin, cos, max without std::, "
                  "write max(x, -x) for abs, exp(p * log(x)) for pow and 1 - 2 / (exp(2 * x) + 1) "
                  "for tanh, and keep it as `auto`");
    return 0;
  }
  template <class B>
  friend constexpr bool operator<(const E&, const B&) {
    return no_condition();
  }
  template <class B>
  friend constexpr bool operator>(const E&, const B&) {
    return no_condition();
  }
  template <class B>
  friend constexpr bool operator<=(const E&, const B&) {
    return no_condition();
  }
  template <class B>
  friend constexpr bool operator>=(const E&, const B&) {
    return no_condition();
  }
  template <class B>
  friend constexpr bool operator==(const E&, const B&) {
    return no_condition();
  }
  template <Arithmetic K>
  friend constexpr bool operator<(K, const E&) {
    return no_condition();
  }
  template <Arithmetic K>
  friend constexpr bool operator>(K, const E&) {
    return no_condition();
  }
  template <Arithmetic K>
  friend constexpr bool operator<=(K, const E&) {
    return no_condition();
  }
  template <Arithmetic K>
  friend constexpr bool operator>=(K, const E&) {
    return no_condition();
  }

 private:
  static constexpr bool no_condition() {
    static_assert(never<E>,
                  "an element is not one number: in place of a condition write choose(k, a, b), "
                  "which is a where k > 0 and b elsewhere, or max(a, b), or -max(-a, -b)");
    return false;
  }
};

}  // namespace scoresde
