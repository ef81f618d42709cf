#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// A Gaussian whose prediction of another kind is written from the kind's own formula.
template <class Kind>
struct Predicts {
  using Prediction = Kind;
  template <class Real>
  struct Prepared {
    Real alpha, sigma, mean, precision;
  };
  Prepared<double> prepare(const LinearSde auto& sde, double t) const {
    const auto p = common_gaussian.prepare(sde, t);
    return {sde.alpha(t), sde.sigma(t), p.mean.number(), p.precision};
  }
  template <class Real, class E, int D>
  Point<E, D> operator()(const Prepared<Real>& p, const Point<E, D>& x) const {
    Point<E, D> y;
    for (int d = 0; d < D; ++d) {
      const E s = p.precision * (E(p.mean) - x[d]);
      const E noise = -p.sigma * s;
      const E denoised = (1 / p.alpha) * (x[d] + p.sigma * p.sigma * s);
      if constexpr (std::same_as<Kind, Noise>)
        y[d] = noise;
      else if constexpr (std::same_as<Kind, Denoised>)
        y[d] = denoised;
      else
        y[d] = p.alpha * noise - p.sigma * denoised;
    }
    return y;
  }
};

void check_same_law(const GaussianLaw<1>& got, const GaussianLaw<1>& want) {
  CHECK(relative_error(got.mean[0], want.mean[0]) <= 1e-11);
  CHECK(relative_error(got.covariance[0][0], want.covariance[0][0]) <= 1e-11);
}

}  // namespace

TEST_CASE("noise, denoised, velocity, flow and reverse drift are the known functions of x and s") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const double t = sde.time_domain().T / 3, x = 0.7, s = -1.3;
    const double a = sde.alpha(t), sigma = sde.sigma(t);
    const auto value = [&](const Affine& k) { return k.x * x + k.s * s; };
    const double noise = -sigma * s, denoised = (x + sigma * sigma * s) / a;
    CHECK(value(Score::in_score(sde, t)) == s);
    CHECK(relative_error(value(Noise::in_score(sde, t)), noise) <= 1e-14);
    CHECK(relative_error(value(Denoised::in_score(sde, t)), denoised) <= 1e-14);
    CHECK(relative_error(value(Velocity::in_score(sde, t)), a * noise - sigma * denoised) <= 1e-12);
    const double g2 = std::pow(sde.diffusion(t), 2);
    CHECK(relative_error(value(Flow::in_score(sde, t)), sde.drift(t) * x - g2 * s / 2) <= 1e-14);
    CHECK(relative_error(value(ReverseDrift::in_score(sde, t)), g2 * s - sde.drift(t) * x) <=
          1e-14);
  });
}

TEST_CASE(
    "where the variance is preserved, denoised is alpha x - sigma v and noise sigma x + alpha v") {
  const double t = 0.3, x = 0.7, s = -1.3, a = VpSde{}.alpha(t), sigma = VpSde{}.sigma(t);
  const auto value = [&](const Affine& k) { return k.x * x + k.s * s; };
  const double v = value(Velocity::in_score(VpSde{}, t));
  CHECK(relative_error(value(Denoised::in_score(VpSde{}, t)), a * x - sigma * v) <= 1e-13);
  CHECK(relative_error(value(Noise::in_score(VpSde{}, t)), sigma * x + a * v) <= 1e-13);
}

TEST_CASE("the denoised state of a point mass is the point") {
  const IsotropicGaussian mass{.mean = 0.4, .variance = 0};
  for_every_sde([&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const double t = sde.time_domain().T / 3;
    Point<double, 1> x;
    x[0] = -2;
    const Affine k = Denoised::in_score(sde, t);
    const double s = mass(mass.prepare(sde, t), x)[0];
    CHECK(k.x * x[0] + k.s * s == doctest::Approx(0.4).epsilon(1e-12));
  });
}

TEST_CASE(
    "models that predict the noise, the denoised state or the velocity have the score's law") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const auto law = [&](const auto& model) {
      return sample(sde, model, uniform(sde, 20), EulerMaruyama{}, AnnealedLangevin{},
                    ExactLaw<1>{}, 1);
    };
    const auto want = law(common_gaussian), noise = law(Predicts<Noise>{}),
               denoised = law(Predicts<Denoised>{}), velocity = law(Predicts<Velocity>{});
    check_same_law(noise.x, want.x);
    check_same_law(denoised.x, want.x);
    check_same_law(velocity.x, want.x);
    check_same_law(velocity.mean, want.mean);
    CHECK(velocity.nfe == want.nfe);
  });
}

TEST_CASE(
    "models that predict the noise, the denoised state or the velocity give the same samples") {
  const auto samples = [](const auto& model) {
    return sample(VpSde{}, model, published(VpSde{}, 100), ReverseDiffusion{}, Langevin{},
                  Cpu<2, double>{.samples = 100}, 7)
        .x;
  };
  const auto want = samples(common_gaussian);
  CHECK((samples(Predicts<Noise>{}) - want).abs().maxCoeff() <= 1e-11);
  CHECK((samples(Predicts<Denoised>{}) - want).abs().maxCoeff() <= 1e-11);
  CHECK((samples(Predicts<Velocity>{}) - want).abs().maxCoeff() <= 1e-11);
}
