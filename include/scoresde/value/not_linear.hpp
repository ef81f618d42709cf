// What linear algebra does not have, refused with a sentence that says what to write instead.
#pragma once
#include <scoresde/value/linear.hpp>

namespace scoresde {

template <class A>
constexpr const A& not_linear(const A& a) {
  static_assert(never<A>,
                "a step is linear in its symbols: they are scaled by numbers, added and subtracted. "
                "What is not, or reads norms, is written as a text (docs/adding_a_solver.md)");
  return a;
}

template <Summand A, Summand B>
constexpr auto operator*(const A& a, const B&) {
  return not_linear(a);
}
template <class B, Summand A>
constexpr auto operator/(const B&, const A& a) {
  return not_linear(a);
}
template <Summand A>
constexpr auto operator+(const A& a, Arithmetic auto) {
  return not_linear(a);
}
template <Summand A>
constexpr auto operator+(Arithmetic auto, const A& a) {
  return not_linear(a);
}
template <Summand A>
constexpr auto operator-(const A& a, Arithmetic auto) {
  return not_linear(a);
}
template <Summand A>
constexpr auto operator-(Arithmetic auto, const A& a) {
  return not_linear(a);
}

template <Summand A>
constexpr bool operator<(const A& a, const auto&) {
  return not_linear(a), false;
}
template <Summand A>
constexpr bool operator>(const A& a, const auto&) {
  return not_linear(a), false;
}
template <Summand A>
constexpr bool operator<=(const A& a, const auto&) {
  return not_linear(a), false;
}
template <Summand A>
constexpr bool operator>=(const A& a, const auto&) {
  return not_linear(a), false;
}

constexpr auto exp(const Summand auto& a) { return not_linear(a); }
constexpr auto log(const Summand auto& a) { return not_linear(a); }
constexpr auto sqrt(const Summand auto& a) { return not_linear(a); }
constexpr auto abs(const Summand auto& a) { return not_linear(a); }
constexpr auto max(const Summand auto& a, const auto&) { return not_linear(a); }
constexpr auto min(const Summand auto& a, const auto&) { return not_linear(a); }
constexpr auto pow(const Summand auto& a, const auto&) { return not_linear(a); }

}  // namespace scoresde
