// The divergence of the flow, which the log-density along it is the integral of. A DivergenceOf a
// field provides
//   integrals(x)                  how many estimates of the integral are carried beside the state x
//   draw(x, normals)              what stays fixed along a trajectory, such as probe vectors
//   estimate(field, now, x, drawn, integral)   writes their derivatives
// ExactDivergence is sum_i dF_i/dx_i itself: in closed form where the model brings it, otherwise by
// dual numbers in D evaluations of the score.
#pragma once
#include <scoresde/ode/flow_field.hpp>
#include <scoresde/value/dual.hpp>

namespace scoresde {

template <class Field, class N, class X>
concept HasClosedDivergence =
    requires(const Field& field, const N& now, const X& x) { field.divergence(now, x); };

// sum_i dF_i/dx_i at one sample.
template <class Field, class N, class E, int D>
E exact_divergence(const Field& field, const N& now, const Point<E, D>& x) {
  if constexpr (HasClosedDivergence<Field, N, Point<E, D>>)
    return field.divergence(now, x);
  else
    return divergence([&](const auto& y) { return field(now, y); }, x);
}

// (dF/dx) v at one sample, and at every sample of a value.
template <class Field, class N, class E, int D>
Point<E, D> directional_derivative(const Field& field, const N& now, const Point<E, D>& x,
                                   const Point<E, D>& v) {
  Point<Dual<E>, D> moving;
  for (int d = 0; d < D; ++d) moving[d] = Dual<E>(x[d], v[d]);
  const Point<Dual<E>, D> F = field(now, moving);
  Point<E, D> slope;
  for (int d = 0; d < D; ++d) slope[d] = F[d].slope;
  return slope;
}
template <class Field, class N, Value V>
V derivative_along(const Field& field, const N& now, const V& x, const V& v) {
  static_assert(!wants_whole_batch<typename Field::Model>(),
                "a probe needs a model that is called per sample, with dual numbers");
  return pointwise(
      [&](const auto& p, const auto& q) { return directional_derivative(field, now, p, q); }, x, v);
}

struct ExactDivergence {
  static constexpr bool exact = true;

  int integrals(const auto&) const { return 1; }
  template <Value V>
  std::vector<V> draw(const V&, auto&&) const {
    return {};
  }
  template <Value V>
  void estimate(const auto& field, const auto& now, const V& x, const std::vector<V>&,
                std::vector<typename V::PerSample>& integral) const {
    using Field = std::decay_t<decltype(field)>;
    if constexpr (wants_whole_batch<typename Field::Model>()) {
      static_assert(HasClosedDivergence<Field, std::decay_t<decltype(now)>, V>,
                    "a model of the whole batch needs a divergence of its own");
      integral[0] = field.divergence(now, x);
    } else {
      integral[0] = per_sample([&](const auto& p) { return exact_divergence(field, now, p); }, x);
    }
  }
};

}  // namespace scoresde
