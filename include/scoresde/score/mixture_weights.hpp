// What the mixtures share: the number of components may be a constant or known at run time only.
#pragma once
#include <array>
#include <cmath>
#include <cstdint>
#include <scoresde/sde/validate.hpp>
#include <scoresde/value/held.hpp>
#include <span>
#include <type_traits>
#include <vector>

namespace scoresde {

inline constexpr int dynamic = -1;

template <class T, int K>
struct ComponentsOf {
  using type = std::array<T, K>;
};
template <class T>
struct ComponentsOf<T, dynamic> {
  using type = std::vector<T>;
};
template <class T, int K>
using Components = typename ComponentsOf<T, K>::type;

// What rounding to a place's numbers took from the means; nothing in double.
template <int D, int K, class Number>
struct RoundedOff {
  using type = Components<std::array<Number, D>, K>;
};
template <int D, int K>
struct RoundedOff<D, K, double> {
  struct type {};
};

// to = from, each in numbers and in a container of its own.
template <class To, class From>
void copy_numbers(To& to, const From& from) {
  if constexpr (requires { to.resize(from.size()); }) to.resize(from.size());
  for (std::size_t k = 0; k < from.size(); ++k) {
    if constexpr (std::is_arithmetic_v<typename From::value_type>)
      to[k] = static_cast<typename To::value_type>(from[k]);
    else
      copy_numbers(to[k], from[k]);
  }
}

// Weights are positive and sum to one, to the rounding of floats.
inline void validate_weights(std::span<const double> weights, std::size_t components) {
  require(components >= 1, "components", components, "must lie in [1, infinity)");
  require(weights.size() == components, "weights.size()", weights.size(), "must be ", components,
          ", one per component");
  double sum = 0;
  for (const double w : weights) {
    require(w > 0, "weight", w, "must lie in (0, 1]");
    sum += w;
  }
  require(std::abs(sum - 1) <= float_rounding * static_cast<double>(components), "sum of the weights", sum, "must be 1");
}

}  // namespace scoresde
