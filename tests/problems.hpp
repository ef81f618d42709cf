// The problems that the tests solve, what is known about them exactly, and the lists that tests
// over everything go through.
#pragma once
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <scoresde/conformance/solvers.hpp>
#include <scoresde/scoresde.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace scoresde::test {

using namespace conformance;  // the lists that every test over everything goes through

inline double relative_error(double got, double want) {
  return got == want ? 0 : std::abs(got - want) / std::abs(want);
}

// What std::invalid_argument says that f throws.
std::string refusal(const auto& f) {
  try {
    f();
  } catch (const std::invalid_argument& refused) {
    return refused.what();
  }
  return "accepted";
}

// The common target: N(0.4, 0.25) in every coordinate.
inline constexpr IsotropicGaussian common_gaussian{.mean = 0.4, .variance = 0.25};

// Eight modes of deviation 0.3 on a circle of radius 4.
inline IsotropicMixture<2, 8> ring() {
  IsotropicMixture<2, 8> made{.variance = 0.09};
  for (std::size_t k = 0; k < 8; ++k) {
    const double angle = static_cast<double>(k) * std::numbers::pi / 4;
    made.means[k] = {4 * std::cos(angle), 4 * std::sin(angle)};
    made.weights[k] = 0.125;
  }
  return made;
}

// Two modes with full covariances.
inline GaussianMixture<2, 2> two_modes() {
  return {.means = {{{-1, 0.5}, {0.8, -0.4}}},
          .covariances = {{{{{0.09, 0.03}, {0.03, 0.05}}}, {{{0.16, -0.02}, {-0.02, 0.25}}}}},
          .weights = {0.3, 0.7}};
}

// A step between two times, on no grid in particular.
inline Interval between(double t, double u) {
  return {.t = t,
          .u = u,
          .before = t,
          .before2 = t,
          .length = t - u,
          .index = 0,
          .count = 1,
          .published = false};
}

// A solver as three numbers: x <- a x + b s + c z.
struct Coefficients {
  double a, b, c;
};
Coefficients coefficients(const auto& solver, const auto& sde, const Interval& i) {
  const auto row = solver.step(sde, i);
  return {row[slot::state], row[slot::prediction], row[slot::noise]};
}

struct Moments {
  double mean, variance;
};
// The law of one coordinate that a run on laws ends with.
template <int D>
Moments moments(const GaussianLaw<D>& law) {
  return {law.mean[0], law.covariance[0][0]};
}
// What a step makes of a law, with the exact score of Gaussian data.
Moments moved(const Moments& x, const Coefficients& k, const auto& sde, double t,
              const IsotropicGaussian& data = common_gaussian) {
  const double alpha = sde.alpha(t),
               variance = alpha * alpha * data.variance + std::pow(sde.sigma(t), 2);
  const double slope = k.a - k.b / variance;
  return {slope * x.mean + k.b * alpha * data.mean / variance,
          slope * slope * x.variance + k.c * k.c};
}
// What the reverse SDE itself, from t down to u, makes of a law.
Moments reversed(const Moments& x, const auto& sde, double t, double u,
                 const IsotropicGaussian& data = common_gaussian) {
  const auto at = [&](double time) {
    return std::pow(sde.alpha(time), 2) * data.variance + std::pow(sde.sigma(time), 2);
  };
  const double slope = sde.alpha(t) / sde.alpha(u) * at(u) / at(t);
  return {sde.alpha(u) * data.mean + slope * (x.mean - sde.alpha(t) * data.mean),
          at(u) - slope * slope * at(t) + slope * slope * x.variance};
}
// The squared Wasserstein distance of two laws on the line.
inline double squared_w2(const Moments& a, const Moments& b) {
  return std::pow(a.mean - b.mean, 2) + std::pow(std::sqrt(a.variance) - std::sqrt(b.variance), 2);
}

// The slope of log(error) against log(steps) by least squares.
inline double log_slope(const std::vector<double>& steps, const std::vector<double>& errors) {
  double x = 0, y = 0, xx = 0, xy = 0;
  const auto n = static_cast<double>(steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double u = std::log(steps[i]), v = std::log(std::abs(errors[i]));
    x += u, y += v, xx += u * u, xy += u * v;
  }
  return (n * xy - x * y) / (n * xx - x * x);
}

// f(name, make) where make() is the grid or throws.
void for_every_grid(const auto& sde, int n, const auto& f) {
  using Make = std::function<TimeGrid()>;
  f("published", Make([&] { return published(sde, n); }));
  f("uniform", Make([&] { return uniform(sde, n); }));
  f("quadratic", Make([&] { return quadratic(sde, n); }));
  f("uniform log-SNR", Make([&] { return uniform_log_snr(sde, n); }));
  f("EDM", Make([&] { return edm(sde, n); }));
}

}  // namespace scoresde::test
