// Hutch++ (Meyer, Musco, Musco and Woodruff 2021): with unit normals S and signs G, k columns each,
// and an orthonormal basis Q of J S,
//   tr J ~ tr Q^T J Q + 1/k sum_j g_j^T J g_j,   g_j = (I - Q Q^T) G_j,
// so that only what J does outside of its largest directions is estimated: exact where the rank of
// J is at most k. 3k products with J; each column of G keeps its own integral. Q is found anew at
// every evaluation, S and G are fixed along a trajectory.
#pragma once
#include <limits>
#include <scoresde/likelihood/hutchinson.hpp>

namespace scoresde {

struct HutchPlusPlus {
  int products = 3;

  int integrals(const auto& x) const {
    require(columns() <= dimension(x), "products", products, "must lie in [3, ", 3 * dimension(x),
            "]: no more than three a coordinate");
    return columns();
  }
  template <Value V>
  std::vector<V> draw(const V&, auto&& normals) const {
    std::vector<V> v;
    for (int j = 0; j < columns(); ++j) v.push_back(V(normals()));  // signs may be dependent
    for (int j = 0; j < columns(); ++j) v.push_back(RademacherProbes::from(V(normals())));
    return v;
  }
  template <Value V>
  void derivatives(const auto& field, const auto& now, const V& x, const std::vector<V>& v, V& dxdt,
                   std::vector<typename V::PerSample>& integral) const {
    using Field = std::decay_t<decltype(field)>;
    static_assert(takes_probes<Field, std::decay_t<decltype(now)>, V>());
    evaluate(field, now, x, dxdt);
    using PerSample = typename V::PerSample;
    const auto k = static_cast<std::size_t>(columns());
    std::vector<V> Q;
    for (std::size_t j = 0; j < k; ++j) {
      V q = derivative_along(field, now, x, v[j]);
      normalise(q, Q);
      Q.push_back(q);
    }
    V Jq = derivative_along(field, now, x, Q[0]);
    PerSample within = inner(Q[0], Jq);
    for (std::size_t j = 1; j < k; ++j) {
      Jq = derivative_along(field, now, x, Q[j]);
      within = within + inner(Q[j], Jq);
    }
    for (std::size_t j = 0; j < k; ++j) {
      V g = v[k + j];
      project_out(g, Q);
      const V Jg = derivative_along(field, now, x, g);
      integral[j] = within + inner(g, Jg);
    }
  }
  void validate() const {
    require(products >= 3 && products % 3 == 0, "products", products,
            "must be a multiple of 3, at least 3");
  }

 private:
  template <class Field, class N, Value V>
  static V derivative_along(const Field& field, const N& now, const V& x, const V& v) {
    if constexpr (wants_whole_batch<typename Field::Model>())
      return field.vector_jacobian_products(now, x, {v}).second[0];  // of J^T, whose trace is J's
    else
      return pointwise(
          [&](const auto& p, const auto& q) {
            return directional_derivative(field, now, p, q).second;
          },
          x, v);
  }
  int columns() const { return products / 3; }

  // Gram and Schmidt's projection, twice: once leaves a rounding error that grows with the
  // condition.
  template <Value V>
  static void project_out(V& v, const std::vector<V>& Q) {
    for (int pass = 0; pass < 2; ++pass)
      for (const V& q : Q) {
        const auto along = inner(q, v);
        v = v - along * q;
      }
  }
  // The part of v outside the span of Q, at length one; nothing where there is next to none.
  template <Value V>
  static void normalise(V& v, const std::vector<V>& Q) {
    using Real = scalar_of<typename V::PerSample>;
    const typename V::PerSample before = inner(v, v);
    project_out(v, Q);
    const typename V::PerSample after = inner(v, v);
    constexpr Real rounding = 64 * std::numeric_limits<Real>::epsilon();
    const typename V::PerSample inverse = Real(1) / sqrt(after);
    const V unit = inverse * v, none = 0.0 * v;
    v = choose(after - rounding * rounding * before, unit, none);
  }
};

}  // namespace scoresde
