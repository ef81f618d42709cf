// The divergence of the flow, which the log-density along it is the integral of. A DivergenceOf a
// field provides
//   integrals(x)          how many estimates of the integral are carried beside the state x
//   draw(x, normals)      what stays fixed along a trajectory, such as probe vectors
//   derivatives(field, now, x, drawn, dxdt, integral)   writes those of x and of the integrals
// ExactDivergence is sum_i dF_i/dx_i itself: in closed form where the model brings it, otherwise by
// dual numbers in D evaluations of the score.
#pragma once
#include <scoresde/ode/flow_field.hpp>
#include <scoresde/value/dual.hpp>
#include <tuple>
#include <utility>
#include <vector>

namespace scoresde {

template <class Field, class N, class X>
concept HasClosedDivergence =
    requires(const Field& field, const N& now, const X& x) { field.with_divergence(now, x); };

// F and (dF/dx) v at one sample.
template <class Field, class N, class E, int D>
std::pair<Point<E, D>, Point<E, D>> directional_derivative(const Field& field, const N& now,
                                                           const Point<E, D>& x,
                                                           const Point<E, D>& v) {
  Point<Dual<E>, D> moving;
  for (int d = 0; d < D; ++d) moving[d] = Dual<E>(x[d], v[d]);
  const Point<Dual<E>, D> F = field(now, moving);
  std::pair<Point<E, D>, Point<E, D>> both;
  for (int d = 0; d < D; ++d) {
    both.first[d] = F[d].value;
    both.second[d] = F[d].slope;
  }
  return both;
}

// F and sum_i dF_i/dx_i at one sample.
template <class Field, class N, class E, int D>
std::pair<Point<E, D>, E> with_exact_divergence(const Field& field, const N& now,
                                                const Point<E, D>& x) {
  if constexpr (HasClosedDivergence<Field, N, Point<E, D>>) {
    return field.with_divergence(now, x);
  } else {
    std::pair<Point<E, D>, E> both;
    for (int i = 0; i < D; ++i) {
      Point<E, D> axis;
      for (int d = 0; d < D; ++d) axis[d] = E(static_cast<scalar_of<E>>(d == i));
      const auto [F, slope] = directional_derivative(field, now, x, axis);
      both.first = F;
      both.second = i == 0 ? slope[0] : both.second + slope[i];
    }
    return both;
  }
}

struct ExactDivergence {
  int integrals(const auto&) const { return 1; }
  template <Value V>
  std::vector<V> draw(const V&, auto&&) const {
    return {};
  }
  template <Value V>
  void derivatives(const auto& field, const auto& now, const V& x, const std::vector<V>&, V& dxdt,
                   std::vector<typename V::PerSample>& integral) const {
    using Field = std::decay_t<decltype(field)>;
    if constexpr (wants_whole_batch<typename Field::Model>()) {
      static_assert(HasClosedDivergence<Field, std::decay_t<decltype(now)>, V>,
                    "a model of the whole batch needs a divergence of its own");
      std::tie(dxdt, integral[0]) = field.with_divergence(now, x);
    } else {
      integral[0] =
          paired([&](const auto& p) { return with_exact_divergence(field, now, p); }, dxdt, x);
    }
  }
};

}  // namespace scoresde
