// A Noise draws for a value. You provide
//   1. noise()               unit normals, a value
//   2. noise.exponential()   a unit exponential a sample (only what accepts and rejects asks for
//   it)
#pragma once
#include <scoresde/value/combination.hpp>

namespace scoresde {

template <class N, class V>
concept NoiseFor = Value<V> && requires(N& noise) {
  { noise() } -> std::convertible_to<V>;
};

}  // namespace scoresde
