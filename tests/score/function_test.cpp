#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// The common Gaussian's score under VP as a lambda over points.
const auto score_of_points = predicts<Score>([](const auto& x, double t) {
  const double a = VpSde{}.alpha(t), s = VpSde{}.sigma(t);
  auto y = x;
  using E = std::remove_cvref_t<decltype(x[0])>;
  using Real = scalar_of<E>;
  const auto precision = static_cast<Real>(1 / (a * a * 0.25 + s * s));
  for (int d = 0; d < y.dimension; ++d) y[d] = precision * (E(static_cast<Real>(a * 0.4)) - x[d]);
  return y;
});
const auto noise_of_points = predicts<Noise>([](const auto& x, double t) {
  const auto prepared = score_of_points.prepare(VpSde{}, t);
  const auto s = score_of_points(prepared, x);
  return std::remove_cvref_t<decltype(s)>(-VpSde{}.sigma(t) * s);
});
// The same over the whole batch, an Eigen array with one sample a row.
const auto score_of_batches = predicts_on_batch<Score>([](const auto& x, double t) {
  const double a = VpSde{}.alpha(t), s = VpSde{}.sigma(t);
  auto y = x;
  y.array = (a * 0.4 - x.array) / (a * a * 0.25 + s * s);
  return y;
});

auto law(const auto& model) {
  return sample(VpSde{}, model, uniform(VpSde{}, 30), EulerMaruyama{}, Identity{}, ExactLaw<1>{},
                1);
}
auto samples(const auto& model, const auto& place) {
  return sample(VpSde{}, model, uniform(VpSde{}, 30), EulerMaruyama{}, Langevin{}, place, 3);
}

}  // namespace

TEST_CASE("a lambda over points is a model at every place") {
  const auto want = law(common_gaussian), got = law(score_of_points);
  CHECK(relative_error(got.x.mean[0], want.x.mean[0]) <= 1e-12);
  CHECK(relative_error(got.x.covariance[0][0], want.x.covariance[0][0]) <= 1e-12);
  CHECK(got.nfe == 30);

  const auto exact = samples(common_gaussian, Cpu<2, double>{.samples = 77});
  const auto tiles = samples(score_of_points, Cpu<2, double>{.samples = 77});
  const auto batch = samples(score_of_points, WholeBatch<double, 2>{.samples = 77});
  CHECK((tiles.x - exact.x).abs().maxCoeff() <= 1e-12);
  CHECK((batch.x - exact.x).abs().maxCoeff() <= 1e-12);
  const auto floats = samples(score_of_points, Cpu<2>{.samples = 77});
  CHECK((floats.x.cast<double>() - exact.x).abs().maxCoeff() <= 1e-4);
}

TEST_CASE("a lambda may predict the noise") {
  const auto want = law(common_gaussian), got = law(noise_of_points);
  CHECK(relative_error(got.x.mean[0], want.x.mean[0]) <= 1e-12);
  CHECK(relative_error(got.x.covariance[0][0], want.x.covariance[0][0]) <= 1e-12);
}

TEST_CASE("a lambda over the whole batch is a model of batches") {
  static_assert(wants_whole_batch<decltype(score_of_batches)>());
  static_assert(!wants_whole_batch<decltype(score_of_points)>());
  const auto exact = samples(common_gaussian, WholeBatch<double, 2>{.samples = 77});
  const auto got = samples(score_of_batches, WholeBatch<double, 2>{.samples = 77});
  CHECK((got.x - exact.x).abs().maxCoeff() <= 1e-12);
  CHECK(got.nfe == 60);
}
