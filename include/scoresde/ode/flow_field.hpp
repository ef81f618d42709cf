// The right-hand side of the probability-flow equation, dx/dt = F(x, t) (Song et al. 2021, eq. 13
// and appendix D.1), in two phases like a score: at(t) on the host, then field(numbers, x), and its
// divergence where a model brings its own.
//   dx = a(t) x dt + g(t) dw:         F = a x - g^2/2 score
//   dx = f(x, t) dt + G(x, t) dw:     F = f - (div A + A score)/2,  A = G G^T
#pragma once
#include <scoresde/score/converted.hpp>
#include <scoresde/sde/ito.hpp>
#include <utility>

namespace scoresde {

template <class Real, class S, class M>
class FlowField {
 public:
  using Model = M;
  constexpr FlowField(const S& sde, const M& model) : sde_(sde), model_(model) {}

  constexpr auto at(double t) const { return prepare_as<Real, Flow>(model_, sde_, t); }
  template <class N, class X>
  constexpr X operator()(const N& now, const X& x) const {
    return read(model_, now, x);
  }

  // F and sum_i dF_i/dx_i in closed form: D a - g^2/2 div score, whatever the model predicts.
  template <class R, class Prepared, class X>
    requires BringsDivergence<M, Prepared, X>
  constexpr auto with_divergence(const Converted<R, Prepared>& now, const X& x) const {
    const auto [predicted, divergence] = predict_with_divergence(model_, now.prepared, x);
    return std::pair{X(now.x * x + now.model * predicted),
                     static_cast<Real>(dimension(x)) * now.x + now.model * divergence};
  }
  template <class Prepared, class X>
    requires BringsDivergence<M, Prepared, X>
  constexpr auto with_divergence(const Prepared& now, const X& x) const {
    return predict_with_divergence(model_, now, x);
  }

  // F and v^T dF/dx for every v, where the model brings such products.
  template <class R, class Prepared, class X>
    requires BringsVectorJacobianProducts<M, Prepared, X>
  auto vector_jacobian_products(const Converted<R, Prepared>& now, const X& x,
                                const std::vector<X>& v) const {
    auto [F, products] = model_.vector_jacobian_products(now.prepared, x, v);
    for (std::size_t j = 0; j < v.size(); ++j) products[j] = now.x * v[j] + now.model * products[j];
    F = now.x * x + now.model * F;
    return std::pair{std::move(F), std::move(products)};
  }
  template <class Prepared, class X>
    requires BringsVectorJacobianProducts<M, Prepared, X>
  auto vector_jacobian_products(const Prepared& now, const X& x, const std::vector<X>& v) const {
    return model_.vector_jacobian_products(now, x, v);
  }

 private:
  S sde_;
  M model_;
};

template <class Real, class S, class M>
class FlowField<Real, Ito<S>, M> {
  static_assert(!wants_whole_batch<M>(), "a general SDE needs a score that is called per sample");

 public:
  using Model = M;
  FlowField(const Ito<S>& sde, const M& model) : sde_(sde), model_(model) {}

  auto at(double t) const { return std::pair{t, prepare_as<Real, Score>(model_, sde_, t)}; }
  template <class N, class E, int D>
  constexpr Point<E, D> operator()(const N& now, const Point<E, D>& x) const {
    const auto& [t, prepared] = now;
    const E half(static_cast<scalar_of<E>>(0.5));
    const Point<E, D> s = read(model_, prepared, x), f = sde_.drift(x, t),
                      As = reversal::squared_times(sde_.diffusion(x, t), s),
                      div = reversal::divergence_of_square(sde_, t, x);
    Point<E, D> F;
    for (int d = 0; d < D; ++d) F[d] = f[d] - half * (div[d] + As[d]);
    return F;
  }

 private:
  Ito<S> sde_;
  M model_;
};

// The field at every sample of a value.
template <class Field, Value V>
constexpr void evaluate(const Field& field, const auto& now, const V& x, V& dxdt) {
  if constexpr (wants_whole_batch<typename Field::Model>())
    dxdt = field(now, x);
  else
    dxdt = pointwise([&](const auto& sample) { return field(now, sample); }, x);
}

}  // namespace scoresde
