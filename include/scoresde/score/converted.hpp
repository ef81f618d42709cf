// A prediction of one kind read as another, wanted = x * state + model * predicted, with the two
// numbers found on the host, once a step, and the whole conversion left out where the kinds agree.
#pragma once
#include <scoresde/score/concept.hpp>
#include <tuple>

namespace scoresde {

template <class Real, class Prepared>
struct Converted {
  Real x, model;
  Prepared prepared;
};

template <class M, class Prepared, class X>
constexpr X read(const M& model, const Prepared& p, const X& x) {
  return model(p, x);
}
template <class M, class Real, class Prepared, class X>
constexpr X read(const M& model, const Converted<Real, Prepared>& p, const X& x) {
  const X predicted = model(p.prepared, x);
  return p.x * x + p.model * predicted;
}

// The model at one time, read as Kind.
template <class Real, class Kind, class M, class S>
constexpr auto prepare_as(const M& model, const S& sde, double t) {
  static_assert(sizeof(model.prepare(sde, t)) <= std::size_t{1} << 17,
                "what a model prepares does not fit a thread's stack: keep so many numbers in a "
                "std::vector");
  const auto prepared = as<Real>(model.prepare(sde, t));
  if constexpr (std::same_as<Kind, typename M::Prediction>) {
    return prepared;
  } else {
    const Affine want = Kind::in_score(sde, t), have = M::Prediction::in_score(sde, t);
    const double factor = want.s / have.s;
    return Converted<Real, std::remove_const_t<decltype(prepared)>>{
        static_cast<Real>(want.x - factor * have.x), static_cast<Real>(factor), prepared};
  }
}

// The model at every time that a step wants.
template <class Real, class... Kinds, class M, class S>
auto prepare_all(const Wanted<Kinds...>& wanted, const M& model, const S& sde) {
  return [&]<std::size_t... j>(std::index_sequence<j...>) {
    return std::tuple{prepare_as<Real, Kinds>(model, sde, wanted.times[j])...};
  }
  (std::index_sequence_for<Kinds...>{});
}

}  // namespace scoresde
