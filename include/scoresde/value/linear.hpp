// The operators of linear algebra, written once for the values of a text and the symbols of a
// formula. A type that takes part derives from Linear and is lifted by terms(x) to a combination,
// which knows times(factor) and plus(combination).
#pragma once
#include <concepts>
#include <scoresde/value/not_one_number.hpp>

namespace scoresde {

struct Linear {};   // a base, so that the operators are found from any namespace
struct Nothing {};  // a term that is absent, such as silenced noise: it leaves every sum unchanged

template <class T>
concept Summand = std::derived_from<T, Linear>;
template <class K>
concept Factor = !Summand<K> && !std::same_as<K, Nothing>;

template <Factor K, Summand T>
constexpr auto operator*(const K& k, const T& x) {
  return terms(x).times(k);
}
template <Summand T, Factor K>
constexpr auto operator*(const T& x, const K& k) {
  return terms(x).times(k);
}
template <Summand T>
constexpr auto operator/(const T& x, Arithmetic auto k) {
  return (1 / static_cast<double>(k)) * x;
}
template <Summand T>
constexpr auto operator-(const T& x) {
  return -1.0 * x;
}
template <Summand A, Summand B>
constexpr auto operator+(const A& a, const B& b) {
  return terms(a).plus(terms(b));
}
template <Summand A, Summand B>
constexpr auto operator-(const A& a, const B& b) {
  return a + -b;
}

template <Factor K>
constexpr Nothing operator*(const K&, Nothing) {
  return {};
}
constexpr Nothing operator+(Nothing, Nothing) { return {}; }
constexpr Nothing operator-(Nothing, Nothing) { return {}; }
template <Summand A>
constexpr auto operator+(const A& a, Nothing) {
  return terms(a);
}
template <Summand A>
constexpr auto operator-(const A& a, Nothing) {
  return terms(a);
}
template <Summand A>
constexpr auto operator+(Nothing, const A& a) {
  return terms(a);
}
template <Summand A>
constexpr auto operator-(Nothing, const A& a) {
  return -a;
}

}  // namespace scoresde
