#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <scoresde/noise/addressed.hpp>
#include <vector>

namespace {

using namespace scoresde;

using Index = std::uint64_t;
constexpr Index two32 = Index{1} << 32;
constexpr Purpose purposes[] = {Purpose::prior,          Purpose::step,   Purpose::probe,
                                Purpose::dequantisation, Purpose::bridge, Purpose::time,
                                Purpose::perturbation};

Index bits(const Draws& draws) {
  const auto pair = draws.words(low_word(draws.sample()));
  return Index{pair.first} << 32 | pair.second;
}
Index bits(Index seed, Purpose purpose, Index sample, Index draw) {
  return bits(Draws(seed, purpose, sample, draw));
}

}  // namespace

TEST_CASE("advancing past 2^32 draws goes on to the next addresses") {
  for (const Index start : {two32 - 2, 2 * two32 - 2, (two32 << 31) - 2})
    for (const Index sample : {Index{7}, two32 - 1, 5 * two32 + 3}) {
      Draws draws(42, Purpose::step, sample, start);
      for (Index i = 0; i < 6; ++i) {
        CHECK(bits(draws) == bits(42, Purpose::step, sample, start + i));
        draws.advance();
      }
    }
}

TEST_CASE("no two addresses share their bits: seeds, purposes, samples and draws of 64 bits") {
  // Two of these n = 645 120 pairs of words would meet by chance for one choice of the constants
  // in 2^64 / (n^2 / 2), about 9e7.
  std::vector<Index> all;
  for (const Index seed : {Index{0}, Index{1}, Index{2}, two32, two32 + 1, ~Index{0}})
    for (const Purpose purpose : purposes)
      for (const Index sample : {Index{0}, two32, 2 * two32, two32 << 31, ~Index{15}})
        for (const Index draw : {Index{0}, two32 - 32, 5 * two32 - 32})
          for (Index i = 0; i < 16; ++i)
            for (Index j = 0; j < 64; ++j) all.push_back(bits(seed, purpose, sample + i, draw + j));
  CHECK(all.size() == 645'120);
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_CASE("the keys of a seed differ for every purpose and every high word of sample and draw") {
  for (const Index seed : {Index{0}, Index{1}, Index{123456789123456789}}) {
    std::vector<Index> keys;
    for (const Purpose purpose : purposes)
      for (Index sample = 0; sample < 100; ++sample)
        for (Index draw = 0; draw < 100; ++draw) {
          const Key key = noise_key(seed, purpose, sample * two32, draw * two32);
          keys.push_back(Index{key.first} << 32 | key.second);
        }
    std::sort(keys.begin(), keys.end());
    CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
  }
}

TEST_CASE("the noise of one sample draws its coordinates in pairs at consecutive addresses") {
  const Index seed = 99, sample = 3 * two32 + 17;
  AddressedNoise<Point<double, 3>> noise(seed, Purpose::step, sample);
  Draws draws(seed, Purpose::step, sample);
  const auto next = [&] {
    const auto pair = box_muller<double>(draws.words(low_word(sample)));
    draws.advance();
    return pair;
  };
  for (int i = 0; i < 3; ++i) {
    const Point<double, 3> z = noise();
    const auto a = next(), b = next();
    CHECK(z[0] == a.first);
    CHECK(z[1] == a.second);
    CHECK(z[2] == b.first);
  }
  const auto c = next();
  CHECK(noise.exponential() == 0.5 * (c.first * c.first + c.second * c.second));
}

TEST_CASE("the noise of a sample can be computed at compile time") {
  constexpr Key key = noise_key(1, Purpose::bridge, 2 * two32, 3 * two32);
  static_assert(key.first != 0 || key.second != 0);
  constexpr Index word = [] {
    Draws draws(5, Purpose::probe, 6, two32 - 1);
    draws.advance();
    return Index{draws.words(std::uint32_t{6}).first};
  }();
  CHECK(word == bits(5, Purpose::probe, 6, two32) >> 32);
}
