#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <scoresde/noise/box_muller.hpp>

#include "lanes.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// The same two normals from the functions of the standard library.
struct Exact {
  double radius, first, second;
};
Exact exact(std::uint32_t a, std::uint32_t b) {
  const double radius = std::sqrt(-2 * std::log((a | 1u) / 4294967296.0));
  const double angle = static_cast<std::int32_t>(b) / 2147483648.0 * 1.5707963267948966;
  return {radius, radius * std::sin(angle), (b & 1u ? -radius : radius) * std::cos(angle)};
}

constexpr std::array<std::uint32_t, 14> ends{
    0,          1,          2,          3,          0x7fffffff, 0x80000000, 0x80000001,
    0x40000000, 0xc0000000, 0xb504f333, 0xfffffeff, 0xffffff7f, 0xfffffffe, 0xffffffff};

// f(a, b) for random words, for every pair of extreme ones, and for one of each.
void for_many_words(int random_pairs, const auto& f) {
  std::mt19937 random(1958);
  for (int i = 0; i < random_pairs; ++i) {
    const auto a = static_cast<std::uint32_t>(random()), b = static_cast<std::uint32_t>(random());
    f(a, b);
  }
  for (const std::uint32_t end : ends) {
    for (const std::uint32_t other : ends) f(end, other);
    for (int i = 0; i < 1'000; ++i) {
      const auto any = static_cast<std::uint32_t>(random());
      f(end, any);
      f(any, end);
      f(end + (any >> 20), any);
    }
  }
}

// The largest error in units of max(r, 1 / r) with the radius r: an error of the squared radius is
// divided by twice the radius, one of the angle multiplied by it.
template <class E>
double largest_error() {
  double worst = 0;
  for_many_words(4'000'000, [&](std::uint32_t a, std::uint32_t b) {
    const Exact e = exact(a, b);
    const auto [first, second] = box_muller<E>(WordPair<std::uint32_t>{a, b});
    const double error = std::max(std::abs(static_cast<double>(first) - e.first),
                                  std::abs(static_cast<double>(second) - e.second));
    worst = std::max(worst, error / std::max(e.radius, 1 / e.radius));
  });
  return worst;
}

// How far lanes are from single numbers, in roundings: 1 is max(1, r) / min(1, r) epsilon.
template <class Real>
double lanes_from_single_numbers() {
  using L = eigen::Lane<Real>;
  double worst = 0;
  std::array<std::uint32_t, L::width> a{}, b{};
  std::size_t filled = 0;
  for_many_words(1'000'000, [&](std::uint32_t word_a, std::uint32_t word_b) {
    a[filled] = word_a;
    b[filled] = word_b;
    if (++filled < L::width) return;
    filled = 0;
    const auto pair =
        box_muller<L>(WordPair<eigen::Words<Real>>{words<Real>(a.data()), words<Real>(b.data())});
    const auto first = numbers(pair.first), second = numbers(pair.second);
    for (std::size_t k = 0; k < L::width; ++k) {
      const auto one = box_muller<Real>(WordPair<std::uint32_t>{a[k], b[k]});
      const double r = exact(a[k], b[k]).radius;
      const double difference =
          std::max(std::abs(first[k] - one.first), std::abs(second[k] - one.second));
      worst = std::max(worst, difference / std::numeric_limits<Real>::epsilon() * std::min(1.0, r) /
                                  std::max(1.0, r));
    }
  });
  return worst;
}

}  // namespace

TEST_CASE("a float normal is within 3.5e-7 max(r, 1/r) of std::log, sin and cos at radius r") {
  CHECK(largest_error<float>() <= 3.5e-7);
}
TEST_CASE("a double normal is within 2e-15 max(r, 1/r) of std::log, sin and cos at radius r") {
  CHECK(largest_error<double>() <= 2e-15);
}
TEST_CASE("a double normal is its float normal to the rounding of float") {
  double worst = 0;
  for_many_words(1'000'000, [&](std::uint32_t a, std::uint32_t b) {
    const WordPair<std::uint32_t> pair{a, b};
    const auto f = box_muller<float>(pair);
    const auto d = box_muller<double>(pair);
    const double r = exact(a, b).radius;
    const double difference = std::max(std::abs(f.first - d.first), std::abs(f.second - d.second));
    worst = std::max(worst, difference / std::max(r, 1 / r));
  });
  CHECK(worst <= 3.5e-7);
}

TEST_CASE("the words 0, 1 and 2^32 - 1 give finite normals, none beyond 6.7") {
  const auto check = [](auto zero) {
    using E = decltype(zero);
    for (const std::uint32_t a : ends)
      for (const std::uint32_t b : ends) {
        const auto [first, second] = box_muller<E>(WordPair<std::uint32_t>{a, b});
        CHECK(std::isfinite(first));
        CHECK(std::isfinite(second));
        CHECK(std::hypot(first, second) < 6.7);
      }
    CHECK(std::abs(box_muller<E>(WordPair<std::uint32_t>{0, 0}).second) > 6.6);
  };
  check(0.f);
  check(0.0);
}

TEST_CASE("the normals of a lane are those of each of its words to a few roundings") {
  CHECK(lanes_from_single_numbers<float>() <= 4);
  CHECK(lanes_from_single_numbers<double>() <= 4);
}
