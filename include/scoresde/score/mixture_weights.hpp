// What the mixtures share: the number of components may be a constant or known at run time only.
#pragma once
#include <array>
#include <scoresde/sde/validate.hpp>
#include <span>
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
