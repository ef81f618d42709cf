// A model that is too large to be copied onto a stack, on the heap, which its copies share.
#pragma once
#include <memory>
#include <scoresde/score/concept.hpp>

namespace scoresde {

template <class M>
struct Shared {
  using Prediction = typename M::Prediction;
  static constexpr bool whole_batch = wants_whole_batch<M>();

  std::shared_ptr<const M> model;

  auto prepare(const auto& sde, double t) const { return model->prepare(sde, t); }
  template <class X>
  X operator()(const auto& prepared, const X& x) const {
    return (*model)(prepared, x);
  }
  auto log_density(const auto& prepared, const auto& x) const requires requires {
    model->log_density(prepared, x);
  }
  { return model->log_density(prepared, x); }
  auto divergence(const auto& prepared, const auto& x) const requires requires {
    model->divergence(prepared, x);
  }
  { return model->divergence(prepared, x); }
  auto with_divergence(const auto& prepared, const auto& x) const requires requires {
    model->with_divergence(prepared, x);
  }
  { return model->with_divergence(prepared, x); }
  auto vector_jacobian_products(const auto& prepared, const auto& x,
                                const auto& v) const requires requires {
    model->vector_jacobian_products(prepared, x, v);
  }
  { return model->vector_jacobian_products(prepared, x, v); }
};

// The model as a place wants it: in its type of number, where it converts, and small.
template <class Real, class M>
auto at_place(const M& model) {
  using Converted = std::remove_const_t<decltype(as<Real>(model))>;
  constexpr std::size_t most = std::size_t{1} << 15;
  if constexpr (std::same_as<Converted, M> && sizeof(M) > most) {
    return Shared<M>{std::make_shared<const M>(model)};
  } else {
    static_assert(sizeof(Converted) <= 4 * most,
                  "a model of so many numbers does not fit a thread's stack: keep them in a "
                  "std::vector");
    return as<Real>(model);
  }
}

}  // namespace scoresde
