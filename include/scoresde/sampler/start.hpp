// Where states start: from the prior, or from given samples.
#pragma once
#include <scoresde/value/point.hpp>
#include <type_traits>

namespace scoresde {

// From the prior, those samples that complete the last group have noise of their own, so that a
// sample does not depend on how many there are; of given ones, one a row, what completes it does
// not count.
template <class Prior>
struct FromPrior {
  Prior prior;
  static constexpr bool completes = true;
};
template <class Array>
struct FromData {
  const Array& data;
  static constexpr bool completes = false;
};

// A prior is affine in its normals, or a function of each sample's.
template <class V>
constexpr V start_from(const auto& prior, const V& z) {
  if constexpr (requires { V(prior(z)); })
    return prior(z);
  else
    return pointwise([&](const auto& p) { return std::decay_t<decltype(p)>(prior(p)); }, z);
}

}  // namespace scoresde
