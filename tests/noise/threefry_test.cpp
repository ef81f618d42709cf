#include <Random123/threefry.h>
#include <doctest/doctest.h>

#include <random>
#include <scoresde/noise/threefry.hpp>

#include "lanes.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

template <int rounds>
bool same_as_random123(const Key& key, std::uint32_t x0, std::uint32_t x1) {
  const threefry2x32_ctr_t published =
      threefry2x32_R(rounds, {{x0, x1}}, {{key.first, key.second}});
  const WordPair<std::uint32_t> ours = threefry<rounds>(key, x0, x1);
  return ours.first == published.v[0] && ours.second == published.v[1];
}

// Words of every kind: random ones, and those at the ends of their range.
class AnyWord {
 public:
  std::uint32_t operator()() {
    constexpr std::array<std::uint32_t, 6> ends{0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff};
    const auto word = static_cast<std::uint32_t>(random_());
    return word % 4 == 0 ? ends[(word >> 8) % ends.size()] : word;
  }

 private:
  std::mt19937 random_{20201126};
};

template <class Real, int rounds>
bool lanes_are_the_same() {
  using Words = eigen::Words<Real>;
  constexpr int width = eigen::Lane<Real>::width;
  AnyWord any;
  for (int i = 0; i < 10'000; ++i) {
    const Key key{any(), any()};
    std::array<std::uint32_t, width> x0{}, x1{};
    for (std::size_t k = 0; k < width; ++k) x0[k] = any(), x1[k] = any();
    const auto pair = threefry<rounds>(key, words<Real>(x0.data()), words<Real>(x1.data()));
    const auto first = numbers<Real>(pair.first), second = numbers<Real>(Words(pair.second));
    for (std::size_t k = 0; k < width; ++k) {
      const WordPair<std::uint32_t> one = threefry<rounds>(key, x0[k], x1[k]);
      if (first[k] != one.first || second[k] != one.second) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("Threefry gives the known answers of Random123 at compile time") {
  constexpr auto thirteen = threefry<13>(Key{0, 0}, std::uint32_t{0}, std::uint32_t{0});
  static_assert(thirteen.first == 0x9d1c5ec6 && thirteen.second == 0x8bd50731);
  constexpr auto twenty = threefry<20>(Key{0, 0}, std::uint32_t{0}, std::uint32_t{0});
  static_assert(twenty.first == 0x6b200159 && twenty.second == 0x99ba4efe);
  constexpr Key pi{0x13198a2e, 0x03707344};
  constexpr auto digits = threefry<20>(pi, std::uint32_t{0x243f6a88}, std::uint32_t{0x85a308d3});
  CHECK(digits.first == 0xc4923a9c);
  CHECK(digits.second == 0x483df7a0);
}

TEST_CASE(
    "Threefry of 13 and 20 rounds is bit-equal to Random123 for a million keys and counters") {
  AnyWord any;
  int thirteen = 0, twenty = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const Key key{any(), any()};
    const std::uint32_t x0 = any(), x1 = any();
    thirteen += same_as_random123<13>(key, x0, x1);
    twenty += same_as_random123<20>(key, x0, x1);
  }
  CHECK(thirteen == 1'000'000);
  CHECK(twenty == 1'000'000);
}

TEST_CASE("Threefry on a lane of words is Threefry on each of them") {
  CHECK(lanes_are_the_same<float, 13>());
  CHECK(lanes_are_the_same<float, 20>());
  CHECK(lanes_are_the_same<double, 13>());
  CHECK(lanes_are_the_same<double, 20>());
}
