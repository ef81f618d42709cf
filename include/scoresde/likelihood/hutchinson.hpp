// The trace of a Jacobian J from probes v with E[v v^T] = I: E[v^T J v] = tr J (Hutchinson 1990;
// Skilling 1989), one evaluation of the score with dual numbers a probe; of models of the whole
// batch, one evaluation for all probes and a vector-Jacobian product each. With S = (J + J^T)/2 the
// variance of a probe is 2 |S|^2 for Gaussian ones and 2 (|S|^2 - sum_i S_ii^2) for signs. Probes
// are fixed along a trajectory, so that what is integrated is smooth.
#pragma once
#include <scoresde/likelihood/divergence.hpp>
#include <scoresde/sde/validate.hpp>
#include <vector>

namespace scoresde {

struct RademacherProbes {  // signs, each as likely: the published choice
  template <Value V>
  static V from(const V& normals) {
    if constexpr (requires { signs(normals); })
      return signs(normals);
    else
      return pointwise(
          []<class E, int D>(const Point<E, D>& z) {
            const E one(static_cast<scalar_of<E>>(1)), zero(static_cast<scalar_of<E>>(0));
            Point<E, D> v;
            for (int d = 0; d < D; ++d) v[d] = choose(z[d], one, zero - one);
            return v;
          },
          normals);
  }
};
struct GaussianProbes {
  template <Value V>
  static V from(const V& normals) {
    return normals;
  }
};

template <class Field, class N, class V>
constexpr bool takes_probes() {
  static_assert(
      !wants_whole_batch<typename Field::Model>() ||
          requires(const Field& field, const N& now, const V& x, const std::vector<V>& v) {
            field.vector_jacobian_products(now, x, v);
          },
      "a probe needs a model that is called per sample, with dual numbers, or one of the whole "
      "batch with vector_jacobian_products(prepared, x, v)");
  return true;
}

template <class Probes = RademacherProbes>
struct Hutchinson {
  int probes = 1;
  [[no_unique_address]] Probes law = {};

  int integrals(const auto&) const { return probes; }
  template <Value V>
  std::vector<V> draw(const V&, auto&& normals) const {
    std::vector<V> v;
    for (int j = 0; j < probes; ++j) v.push_back(Probes::from(V(normals())));
    return v;
  }
  template <Value V>
  void derivatives(const auto& field, const auto& now, const V& x, const std::vector<V>& v, V& dxdt,
                   std::vector<typename V::PerSample>& integral) const {
    using Field = std::decay_t<decltype(field)>;
    static_assert(takes_probes<Field, std::decay_t<decltype(now)>, V>());
    if constexpr (wants_whole_batch<typename Field::Model>()) {
      auto [F, products] = field.vector_jacobian_products(now, x, v);
      dxdt = std::move(F);
      for (std::size_t j = 0; j < v.size(); ++j) integral[j] = inner(products[j], v[j]);
      return;
    } else
      for (std::size_t j = 0; j < v.size(); ++j)
        integral[j] = paired(
            [&](const auto& p, const auto& q) {
              const auto [F, Jq] = directional_derivative(field, now, p, q);
              return std::pair{F, inner(q, Jq)};
            },
            dxdt, x, v[j]);
  }
  void validate() const { require(probes >= 1, "probes", probes, "must lie in [1, infinity)"); }
};

}  // namespace scoresde
