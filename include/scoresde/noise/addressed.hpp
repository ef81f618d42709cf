// The noise of one sample: every call draws D unit normals at the next addresses.
#pragma once
#include <scoresde/noise/address.hpp>
#include <scoresde/noise/box_muller.hpp>
#include <scoresde/value/point.hpp>

namespace scoresde {

template <class P>
class AddressedNoise {
  using E = typename P::Element;
  static_assert(std::floating_point<E>, "one sample: its element is a float or a double");

 public:
  constexpr AddressedNoise(std::uint64_t seed, Purpose purpose, std::uint64_t sample)
      : draws_(seed, purpose, sample) {}

  constexpr P operator()() {
    P z;
    for (int d = 0; d < P::dimension; d += 2) {
      const std::pair<E, E> normals = next();
      z[d] = normals.first;
      if (d + 1 < P::dimension) z[d + 1] = normals.second;
    }
    return z;
  }
  constexpr E exponential() {  // of mean one
    const std::pair<E, E> z = next();
    return E(0.5) * (z.first * z.first + z.second * z.second);
  }

 private:
  constexpr std::pair<E, E> next() {
    const auto words = draws_.words(low_word(draws_.sample()));
    draws_.advance();
    return box_muller<E>(words);
  }

  Draws draws_;
};

}  // namespace scoresde
