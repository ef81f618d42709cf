// How the error of a step is measured against its tolerance: with the scaled error
//   r = e / (atol + rtol max(|x|, |y|))
// of every number of a group, where the step goes from x to y. A step is accepted where the norm of
// r is at most one.
#pragma once
#include <cmath>
#include <cstddef>
#include <scoresde/value/point.hpp>

namespace scoresde {

// sqrt(mean r^2): SciPy's measure, and so that of the published ODE sampler.
struct RootMeanSquare {
  template <class E>
  static constexpr E element(const E& r) {
    return r * r;
  }
  template <class E>
  static constexpr E combine(const E& a, const E& b) {
    return a + b;
  }
  template <std::floating_point Real>
  static constexpr double of(Real total, double elements) {
    return std::sqrt(static_cast<double>(total) / elements);
  }
};
// max |r|: Boost.Odeint's own measure, the stricter one: no number of the group is worse.
struct LargestElement {
  template <class E>
  static constexpr E element(const E& r) {
    return max(r, E(scalar_of<E>(0)) - r);
  }
  template <class E>
  static constexpr E combine(const E& a, const E& b) {  // what is not a number stays so
    return choose(b - a, b, a + E(scalar_of<E>(0)) * b);
  }
  template <std::floating_point Real>
  static constexpr double of(Real total, double) {
    return static_cast<double>(total);
  }
};

struct Tolerance {
  double absolute, relative;
};

// The scaled error as one number a sample, combined over its elements.
template <class Norm, Value V>
constexpr auto scaled_error(Norm, const Tolerance& tolerance, const V& error, const V& x,
                            const V& y) {
  return reduce([](const auto& a, const auto& b) { return Norm::combine(a, b); },
                [&]<class E>(const E& e, const E& from, const E& to) {
                  using Real = scalar_of<E>;
                  const E zero(Real(0));
                  const E size = max(max(from, zero - from), max(to, zero - to));
                  return Norm::element(
                      e / (E(Real(tolerance.absolute)) + E(Real(tolerance.relative)) * size));
                },
                error, x, y);
}

template <class Norm, Value V>
constexpr double error_norm(Norm norm, const Tolerance& tolerance, const auto& group,
                            const V& error, const V& x, const V& y) {
  auto scaled = scaled_error(norm, tolerance, error, x, y);
  return group.norm(norm, numbers(scaled), dimension(x));
}

// Drops the samples of which a number of x is not finite at the time; returns how many those are.
template <Value V>
constexpr std::size_t drop_not_finite(auto& group, const V& x, double time) {
  auto none = reduce([](const auto& a, const auto& b) { return a + b; },
                     [](const auto& e) { return e - e; }, x);
  return group.drop_not_finite(numbers(none), time);
}

}  // namespace scoresde
