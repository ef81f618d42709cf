// The law of the normals, as they reach the samplers: in lanes, by address. Every bound is at 5
// standard errors (one false alarm in 1.7e6 for each), every chi-square at one in 1e6; the seeds
// are fixed.
#include <doctest/doctest.h>

#include <cmath>
#include <scoresde/eigen/tile.hpp>
#include <scoresde/noise/addressed.hpp>
#include <vector>

#include "statistics.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

constexpr int samples = 4096;
#if defined(NDEBUG)
constexpr int draws = 2048;  // of two coordinates: 1.7e7 normals
#else
constexpr int draws = 256;
#endif

template <class Real>
using Tile = eigen::Tile<Real, 2, samples>;
template <class Real>
using Noise = eigen::TileNoise<Tile<Real>>;

// The moments and the tails of all normals that f is called with.
class Moments {
 public:
  void operator()(double z) {
    const double square = z * z;
    ++n_;
    first_ += z;
    second_ += square;
    third_ += square * z;
    fourth_ += square * square;
    for (std::size_t k = 0; k < tail.size(); ++k) beyond_[k] += std::abs(z) > tail[k];
  }
  void check() const {
    const double n = static_cast<double>(n_), sqrt_n = std::sqrt(n);
    CHECK(n_ == long{2} * samples * draws);
    CHECK(std::abs(first_ / n) * sqrt_n < 5);
    CHECK(std::abs(second_ / n - 1) * sqrt_n < 5 * std::sqrt(2.0));
    CHECK(std::abs(third_ / n) * sqrt_n < 5 * std::sqrt(15.0));
    CHECK(std::abs(fourth_ / n - 3) * sqrt_n < 5 * std::sqrt(96.0));
    for (std::size_t k = 0; k < tail.size(); ++k) {
      CAPTURE(tail[k]);
      const double p = std::erfc(tail[k] / std::sqrt(2.0));
      CHECK(std::abs(static_cast<double>(beyond_[k]) - n * p) < 5 * std::sqrt(n * p * (1 - p)));
    }
  }

 private:
  static constexpr std::array<double, 9> tail{0.1, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4};
  long n_ = 0;
  double first_ = 0, second_ = 0, third_ = 0, fourth_ = 0;
  std::array<long, tail.size()> beyond_{};
};

// The eighth of a normal law that z lies in.
std::size_t eighth(double z) {
  constexpr std::array<double, 7> limits{
      -1.1503493803760083, -0.6744897501960817, -0.31863936396437515, 0,
      0.31863936396437515, 0.6744897501960817,  1.1503493803760083};
  std::size_t k = 0;
  for (const double limit : limits) k += z > limit;
  return k;
}

template <class Real>
void check_moments() {
  Moments moments;
  Noise<Real> noise(2021, Purpose::step, 0);
  for (int i = 0; i < draws; ++i) {
    const Tile<Real> z = noise();
    for (const auto& coordinate : z.number)
      for (const Real number : coordinate) moments(static_cast<double>(number));
  }
  moments.check();
}

// Two normals that must be independent of each other: 64 cells of equal probability.
struct Pairs {
  Counts counts = Counts(64);
  void operator()(double a, double b) { ++counts[8 * eighth(a) + eighth(b)]; }
  void check() const { CHECK(chi_square(counts) < chi_square_limit(63)); }
};

}  // namespace

TEST_CASE("float normals have the moments and the tails of the normal law to 5 sigma") {
  check_moments<float>();
}
TEST_CASE("double normals have the moments and the tails of the normal law to 5 sigma") {
  check_moments<double>();
}

TEST_CASE("float normals fill bins of 1/8 as the normal law does") {
  constexpr int bins = 66;  // one beyond -4, sixty-four, one beyond 4
  Counts counts(bins);
  Noise<float> noise(7, Purpose::step, 1u << 20);
  for (int i = 0; i < draws; ++i) {
    const Tile<float> z = noise();
    for (const auto& coordinate : z.number)
      for (const float number : coordinate)
        ++counts[static_cast<std::size_t>(std::clamp(number * 8 + 33, 0.f, bins - 0.5f))];
  }
  std::vector<double> probability(bins);
  const auto below = [](int bin) {  // the law up to the end of a bin
    return bin < 0 ? 0 : bin == bins - 1 ? 1 : 0.5 * std::erfc((32 - bin) / 8.0 / std::sqrt(2.0));
  };
  for (int k = 0; k < bins; ++k) probability[static_cast<std::size_t>(k)] = below(k) - below(k - 1);
  CHECK(chi_square(counts, probability) < chi_square_limit(bins - 1));
}

TEST_CASE("normals are independent of their neighbours in every direction of the address") {
  // within a pair, the next draw, the next sample, another purpose, another seed, the sample and
  // the draw 2^32 further
  constexpr std::uint64_t two32 = std::uint64_t{1} << 32;
  std::array<Pairs, 7> pairs;
  Noise<float> noise(3, Purpose::step, 0), purpose(3, Purpose::prior, 0), seed(4, Purpose::step, 0),
      sample(3, Purpose::step, two32);
  Draws far(3, Purpose::step, 0, two32);
  Tile<float> before = noise();
  purpose(), seed(), sample(), far.advance();
  for (int i = 1; i < 512; ++i) {
    const Tile<float> z = noise(), a = purpose(), b = seed(), c = sample();
    for (int k = 0; k < samples; ++k) {
      const float here = z.number[0][k];
      pairs[0](here, z.number[1][k]);
      pairs[1](here, before.number[0][k]);
      if (k > 0) pairs[2](here, z.number[0][k - 1]);
      pairs[3](here, a.number[0][k]);
      pairs[4](here, b.number[0][k]);
      pairs[5](here, c.number[0][k]);
      pairs[6](here, box_muller<float>(far.words(static_cast<std::uint32_t>(k))).first);
    }
    before = z;
    far.advance();
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    CAPTURE(i);
    pairs[i].check();
  }
}

TEST_CASE("exponentials have mean one and the exponential law") {
  Counts counts(64);
  double first = 0, second = 0, n = 0;
  Noise<float> noise(11, Purpose::step, 0);
  for (int i = 0; i < 1024; ++i) {
    const auto e = noise.exponential();
    for (int k = 0; k < samples; ++k) {
      const double number = static_cast<double>(e.number[k]);
      ++counts[static_cast<std::size_t>(std::min(63.0, -64 * std::expm1(-number)))];
      first += number;
      second += number * number;
      ++n;
    }
  }
  CHECK(std::abs(first / n - 1) < 5 / std::sqrt(n));
  CHECK(std::abs(second / n - 2) < 5 * std::sqrt(20 / n));
  CHECK(chi_square(counts) < chi_square_limit(63));
}

TEST_CASE("the normals of a tile and of single samples are the same to a few roundings") {
  const std::uint64_t first = (std::uint64_t{5} << 32) - samples;
  Noise<float> tile_noise(17, Purpose::bridge, first);
  std::vector<AddressedNoise<Point<float, 2>>> single;
  for (std::uint64_t k = 0; k < samples; ++k) single.emplace_back(17, Purpose::bridge, first + k);
  double worst = 0;
  const auto compare = [&](float a, float b, double size) {
    worst = std::max(worst, std::abs(static_cast<double>(a) - b) * std::min(size, 1.0));
  };
  for (int i = 0; i < 20; ++i) {
    const Tile<float> z = tile_noise();
    for (std::size_t k = 0; k < samples; ++k) {
      const Point<float, 2> one = single[k]();
      const double radius = std::hypot(one[0], one[1]);
      for (int d = 0; d < 2; ++d) compare(z.number[d][k], one[d], radius);
    }
    const auto e = tile_noise.exponential();
    for (int k = 0; k < samples; ++k)
      compare(e.number[k], single[static_cast<std::size_t>(k)].exponential(), 1 / e.number[k]);
  }
  CHECK(worst <= 1e-6);
}
