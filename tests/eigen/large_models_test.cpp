// Models whose numbers do not fit a thread's stack.
#include <doctest/doctest.h>

#include <memory>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

namespace {

using namespace scoresde;

void runs(const auto& model, const auto& place) {
  const VpSde sde;
  const auto result =
      sample(sde, model, uniform(sde, 2), EulerMaruyama{}, Langevin{.snr = 0.1}, place, 1);
  CHECK(result.status.message() == "finished");
  CHECK(result.x.isFinite().all());
  const auto likelihood = log_likelihood(sde, model, result.x.topRows(1).eval(), Heun2{1}, place);
  CHECK(likelihood.status().message() == "finished");
}

// A user's own model with a table of its own.
struct Table {
  using Prediction = Score;
  std::array<double, 1 << 20> pull;

  struct Prepared {
    double t;
  };
  Prepared prepare(const auto&, double t) const {
    const Prepared prepared{t};
    return prepared;
  }
  template <class E, int D>
  Point<E, D> operator()(const Prepared& p, const Point<E, D>& x) const {
    Point<E, D> s;
    const auto k = static_cast<std::size_t>(p.t * static_cast<double>(pull.size() - 1));
    for (int d = 0; d < D; ++d) s[d] = E(static_cast<scalar_of<E>>(-pull[k])) * x[d];
    return s;
  }
};

}  // namespace

TEST_CASE("a full mixture of a hundred components in 64 dimensions runs") {
  const auto model = std::make_unique<GaussianMixture<64, 100>>();
  for (std::size_t k = 0; k < 100; ++k) {
    model->weights[k] = 0.01;
    for (std::size_t d = 0; d < 64; ++d) {
      model->means[k][d] = std::sin(static_cast<double>(64 * k + d));
      model->covariances[k][d][d] = 0.5;
    }
  }
  runs(*model, Cpu<64>{.samples = 2});
}

TEST_CASE("an isotropic mixture of a thousand components in 64 dimensions is the one at run time") {
  const auto model = std::make_unique<IsotropicMixture<64, 1000>>();
  IsotropicMixture<64> at_run_time;
  for (std::size_t k = 0; k < 1000; ++k) {
    model->weights[k] = 0.001;
    for (std::size_t d = 0; d < 64; ++d)
      model->means[k][d] = std::sin(static_cast<double>(64 * k + d));
  }
  at_run_time.means.assign(model->means.begin(), model->means.end());
  runs(*model, Cpu<64>{.samples = 2});
  const auto draw = [](const auto& mixture) {
    return sample(VpSde{}, mixture, uniform(VpSde{}, 2), EulerMaruyama{}, Identity{},
                  Cpu<64>{.samples = 3}, 1)
        .x;
  };
  CHECK((draw(*model) == draw(at_run_time)).all());
}

TEST_CASE("a Gaussian in 512 dimensions runs") {
  const auto model = std::make_unique<Gaussian<512>>();
  for (std::size_t d = 0; d < 512; ++d) model->covariance[d][d] = 1 + static_cast<double>(d);
  const auto result = sample(VpSde{}, *model, uniform(VpSde{}, 1), EulerMaruyama{}, Identity{},
                             Cpu<512>{.samples = 2}, 1);
  CHECK(result.status.message() == "finished");
}

TEST_CASE("a user's model of eight megabytes runs") {
  const auto model = std::make_unique<Table>();
  model->pull.fill(1);
  const auto result = sample(VpSde{}, *model, uniform(VpSde{}, 3), EulerMaruyama{}, Identity{},
                             Cpu<2>{.samples = 2}, 1);
  CHECK(result.status.message() == "finished");
}
