// Scores in float, at states that float can tell apart, beside the same in double.
#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

struct Worst {  // of a score, in units of 1 / deviation; of log density and divergence v
  double score = 0, log_density = 0, divergence = 0;

  void see(const Worst& other) {
    score = std::max(score, other.score);
    log_density = std::max(log_density, other.log_density);
    divergence = std::max(divergence, other.divergence);
  }
};

// Out of line: inline, g++ 12 packs (double)(float)x and takes it for x.
[[gnu::noinline]] float to_float(double x) { return static_cast<float>(x); }

template <int D>
Worst compare(const auto& model, const auto& sde, double t, const std::array<double, D>& state,
              double deviation) {
  const auto placed = as<float>(model);
  const auto in_float = as<float>(placed.prepare(sde, t));
  const auto in_double = model.prepare(sde, t);
  Point<float, D> x;
  Point<double, D> y;
  for (int d = 0; d < D; ++d) y[d] = x[d] = to_float(state[static_cast<std::size_t>(d)]);
  const auto [s, divergence] = predict_with_divergence(placed, in_float, x);
  const auto [want, of_double] = predict_with_divergence(model, in_double, y);
  Worst worst;
  for (int d = 0; d < D; ++d)
    worst.score = std::max(worst.score, std::abs(s[d] - want[d]) * deviation);
  worst.divergence = std::abs(divergence - of_double) * deviation * deviation / D;
  worst.log_density = std::abs(placed.log_density(in_float, x) - model.log_density(in_double, y));
  return worst;
}

// Modes in groups at c, -c, ... in every coordinate, those of a group a unit apart or less, each
// looked at from itself and from half way to the next.
template <int D, int K>
IsotropicMixture<D, K> groups(double c, int many) {
  IsotropicMixture<D, K> made{.variance = 0.01};
  for (std::size_t k = 0; k < K; ++k) {
    const int group = static_cast<int>(k) % many;
    for (std::size_t d = 0; d < D; ++d)
      made.means[k][d] = (group % 2 == 0 ? c : -c) * (1 + group / 2) +
                         0.7 * std::sin(1.0 + static_cast<double>(k / many * D + d));
    made.weights[k] = 1.0 / K;
  }
  return made;
}
template <int D, int K>
Worst over_states(double c, int many, const auto& sde, double t) {
  const auto model = groups<D, K>(c, many);
  const double a = sde.alpha(t), deviation = model.narrowest_deviation(sde, t);
  Worst worst;
  for (std::size_t k = 0; k < K; ++k)
    for (const double way : {0.0, 0.5}) {
      std::array<double, D> state;
      const auto& next = model.means[(k + static_cast<std::size_t>(many)) % K];
      for (std::size_t d = 0; d < D; ++d)
        state[d] = a * (model.means[k][d] + way * (next[d] - model.means[k][d])) + 0.3 * deviation;
      worst.see(compare<D>(model, sde, t, state, deviation));
    }
  return worst;
}

constexpr std::array offsets{0.0, 3.3, 100.1, 1000.0, 1234.567, 2777.77, 3000.3, 12345.678};

}  // namespace

TEST_CASE("a mixture's score in float is that in double, however far from the origin") {
  Worst worst;
  const auto at = [&](const auto& sde, double t) {
    for (const double c : offsets) {
      for (const int many : {1, 2}) {
        worst.see(over_states<1, 2>(c, many, sde, t));
        worst.see(over_states<2, 4>(c, many, sde, t));
        worst.see(over_states<2, 64>(c, many, sde, t));
        worst.see(over_states<8, 8>(c, many, sde, t));
      }
      worst.see(over_states<8, 64>(c, 4, sde, t));
    }
  };
  const EdmSde edm_sde{0.02, 20000};
  for (const double t : {0.02, 0.3, 5.0, 300.0, 20000.0}) at(edm_sde, t);
  for (const double t : {1e-3, 0.05, 0.5, 1.0}) at(VpSde{}, t);
  MESSAGE("score " << worst.score << ", log density " << worst.log_density << ", divergence "
                   << worst.divergence);
  CHECK(worst.score <= 5e-4);
  CHECK(worst.log_density <= 2e-3);
  CHECK(worst.divergence <= 2e-3);
}

TEST_CASE("a full mixture's and the Gaussians' scores in float are those in double") {
  Worst worst;
  const EdmSde sde{0.02, 20000};
  for (const double c : offsets)
    for (const double t : {0.02, 0.3, 5.0, 300.0}) {
      const GaussianMixture<2, 2> two{{{{c, c}, {c + 1, c}}},
                                      {{{{{0.02, 0.01}, {0.01, 0.02}}}, {{{0.01, 0}, {0, 0.02}}}}},
                                      {0.5, 0.5}};
      const Gaussian<2> one{{c, -c}, two.covariances[0]};
      const IsotropicGaussian same{c, 0.01};
      for (const double away : {0.0, 0.1, 0.5, 1.0}) {
        worst.see(compare<2>(two, sde, t, {c + away, c}, two.narrowest_deviation(sde, t)));
        worst.see(compare<2>(one, sde, t, {c + away, -c}, one.narrowest_deviation(sde, t)));
        worst.see(compare<2>(same, sde, t, {c + away, c}, same.narrowest_deviation(sde, t)));
      }
    }
  MESSAGE("score " << worst.score << ", log density " << worst.log_density << ", divergence "
                   << worst.divergence);
  CHECK(worst.score <= 1e-5);
  CHECK(worst.log_density <= 1e-4);
  CHECK(worst.divergence <= 1e-4);
}

TEST_CASE("a double mixture loses nothing where its exponents would be rounded to units") {
  // 1e6 from the origin with deviation 1e-5: exponents of 1e22, whose spacing is a million
  const double c = 1e6, h = 1e-5;
  const IsotropicMixture<1, 2> far{
      .means = {{{c}, {c + 8 * h}}}, .weights = {0.5, 0.5}, .variance = h * h};
  const auto p = far.prepare(EdmSde{}, 0);
  const Point<double, 1> at_first(c + 2 * h);
  CHECK(std::abs(far(p, at_first)[0] * h + 2) <= 1e-3);
  CHECK(std::abs(far.log_density(p, at_first) + 2 + std::log(2 * h * std::sqrt(2 * M_PI))) <= 1e-3);
}

TEST_CASE("the narrowest deviation of a law is that along its shortest axis") {
  const EdmSde sde;
  const Matrix<double, 2> tilted{{{2, 1}, {1, 2}}};  // eigenvalues 1 and 3
  const Gaussian<2> one{{0, 0}, tilted};
  CHECK(relative_error(one.narrowest_deviation(sde, 0), 1) <= 1e-8);
  CHECK(relative_error(one.narrowest_deviation(sde, 2), std::sqrt(5)) <= 1e-8);
  const GaussianMixture<2, 3> three{
      {}, {tilted, {{{9, 0}, {0, 1e-6}}}, {{{4, 0}, {0, 4}}}}, {0.2, 0.3, 0.5}};
  CHECK(relative_error(three.narrowest_deviation(sde, 0), 1e-3) <= 1e-8);
  const IsotropicMixture<2, 1> points{.means = {}, .weights = {1}, .variance = 0};
  CHECK(points.narrowest_deviation(sde, 0) == 0);
  CHECK(relative_error(points.narrowest_deviation(sde, 0.5), 0.5) <= 1e-15);
  const VpSde vp;
  CHECK(relative_error(IsotropicGaussian{1, 4}.narrowest_deviation(vp, 0.3),
                       std::hypot(2 * vp.alpha(0.3), vp.sigma(0.3))) <= 1e-15);
}
