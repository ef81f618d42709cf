// The least that a text is called with, by which it is checked: a value with every verb, what
// predicts and what draws. Nothing is computed with them.
#pragma once
#include <scoresde/step/shape.hpp>
#include <scoresde/value/combination.hpp>

namespace scoresde::archetype {

struct State : Vector {
  using PerSample = double;

  State() = default;
  template <class... C>
  State(const Combination<State, C...>&);
  template <class... C>
  State& operator=(const Combination<State, C...>&);

  friend double inner(const State&, const State&);
  friend double mean_over(const auto& group, double, const State&);
  friend State choose(double, const State&, const State&);
  friend State pointwise(const auto& f, const State&, const Summand auto&...);
  template <class... C>
  friend State pointwise(const auto& f, const Combination<State, C...>&, const Summand auto&...);
  friend double per_sample(const auto& f, const State&, const auto&...);
  friend double paired(const auto& f, State&, const State&, const auto&...);
  friend double reduce(const auto& combine, const auto& f, const State&, const auto&...);
  friend int dimension(const State&);
};
struct Predict {
  template <int j = 0>
  State operator()(const Summand auto&, Nth<j> = {}) const;
};
struct Normals {
  State operator()();
  double exponential();
};

}  // namespace scoresde::archetype
