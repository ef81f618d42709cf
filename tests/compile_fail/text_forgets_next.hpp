// Texts that do not return next(mean, noise), each in its own way.
#pragma once
#include <array>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

template <template <class Real> class Text>
struct MySolver {
  auto step(const auto&, const scoresde::Interval&) const { return Text<double>{0.1}; }
};

template <class Real>
struct MovesNothing {
  Real step_size;
  template <scoresde::Value V>
  constexpr void operator()(V& x, const auto& score, auto&, const auto&) const {
    const V s = score(x);
    const V moved = x + step_size * s;
  }
};

template <class Real>
struct AssignsTheState {  // and leaves the mean as it was
  Real step_size;
  template <scoresde::Value V>
  constexpr void operator()(V& x, const auto& score, auto&, const auto&) const {
    const V s = score(x);
    x = x + step_size * s;
  }
};

template <class Real>
struct CallsNext {  // keeps its prediction, and returns nothing
  static constexpr int memories = 1;
  Real step_size;
  template <scoresde::Value V>
  constexpr void operator()(V& x, const auto& score, auto&, const auto& next,
                            std::array<V, 1>& kept) const {
    const V s = score(x);
    if (step_size > 0) next(x + step_size * s - step_size / 2 * kept[0]);
    kept[0] = s;
  }
};
