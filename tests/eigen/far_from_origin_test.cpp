// Samples far from the origin, where floats are far apart.
#include <doctest/doctest.h>

#include <iomanip>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>
#include <sstream>

namespace {

using namespace scoresde;

// Modes a unit apart at (c, c) and (c + 1, c), and, of two pairs, at the points opposite.
template <int K>
IsotropicMixture<2, K> pairs(double c) {
  IsotropicMixture<2, K> made{.variance = 0.01};
  for (std::size_t k = 0; k < K; ++k) {
    const double sign = k < 2 ? 1 : -1;
    made.means[k] = {sign * (c + static_cast<double>(k % 2)), sign * c};
    made.weights[k] = 1.0 / K;
  }
  return made;
}

const EdmSde edm_sde{0.02, 20000};

template <class Place>
auto drawn(const auto& model, const Place& place) {
  return sample(edm_sde, model, edm(edm_sde, 400), ReverseDiffusion{}, Identity{}, place, 42);
}
// A law too narrow for any number, and a score that is none.
struct Nowhere {
  using Prediction = Score;
  struct Prepared {
    double t;
  };
  Prepared prepare(const auto&, double t) const {
    const Prepared prepared{t};
    return prepared;
  }
  template <class X>
  X operator()(const Prepared&, const X& x) const {
    X s;
    for (int d = 0; d < X::dimension; ++d) s[d] = (x[d] - x[d]) / (x[d] - x[d]);
    return s;
  }
  double narrowest_deviation(const auto&, double) const { return 1e-300; }
};
// The share of samples that are nearer to the outer mode of their pair.
double share(const auto& result, double c) {
  double outer = 0;
  for (int i = 0; i < result.x.rows(); ++i)
    outer += std::abs(static_cast<double>(result.x(i, 0))) > c + 0.5 ? 1 : 0;
  return outer / static_cast<double>(result.x.rows());
}

}  // namespace

TEST_CASE("modes far from the origin have their shares of the samples in float as in double") {
  std::ostringstream table;
  double worst = 0;
  const auto compare = [&]<int K>(const IsotropicMixture<2, K>& model, double c) {
    const auto in_float = drawn(model, Cpu<2>{.samples = 20000});
    const auto in_double = drawn(model, Cpu<2, double>{.samples = 20000});
    CHECK(in_float.status);
    const double a = share(in_float, c), b = share(in_double, c);
    table << "\n"
          << std::setw(10) << c << std::setw(4) << K / 2 << std::setw(10) << a << std::setw(10)
          << b;
    worst = std::max(worst, std::abs(a - b));
  };
  for (const double c : {1000.0, 1234.567, 2777.77, 3000.0, 3000.3, 12345.678}) {
    compare(pairs<2>(c), c);
    compare(pairs<4>(c), c);
  }
  MESSAGE("    offset pairs   float    double" << table.str() << "\nlargest difference " << worst);
  // the same noise: only samples that rounding moved between modes differ; 20 of them may
  CHECK(worst <= 1e-3);
}

TEST_CASE("a status says where floats are too far apart for the model") {
  // deviation 0.102: spacings above 0.0102 start at 2^17, where floats are 1/64 apart
  const IsotropicMixture<2, 2> near = pairs<2>(131000), far = pairs<2>(131100);
  CHECK(drawn(near, Cpu<2>{.samples = 100}).status);
  const RunStatus status = drawn(far, Cpu<2>{.samples = 100}).status;
  CHECK(status.outcome == RunStatus::Outcome::too_coarse);
  CHECK(status.sample == 0);
  CHECK(status.message() ==
        "sample 0 lies so far from the origin that numbers there are further apart than a tenth of "
        "the model's narrowest deviation: compute in double, or move the data to the origin");
  CHECK(drawn(far, Cpu<2, double>{.samples = 100}).status);

  const RunStatus of_shard = drawn(far, Cpu<2>{.samples = 100, .first = 256}).status;
  CHECK(of_shard.outcome == RunStatus::Outcome::too_coarse);
  CHECK(of_shard.sample == 256);
  CHECK(drawn(far, WholeBatch<float, 2>{.samples = 100}).status.outcome == status.outcome);
}

TEST_CASE("flows and likelihoods say where floats are too far apart for the model") {
  const double c = 131100;
  const IsotropicMixture<2, 2> far = pairs<2>(c);
  Eigen::Array<double, Eigen::Dynamic, 2> data(3, 2);
  data << 0, 0, c, c, c + 1, c;
  const auto check = [&](const RunStatus& status, std::uint64_t sample) {
    CHECK(status.outcome == RunStatus::Outcome::too_coarse);
    CHECK(status.sample == sample);
  };
  const Cpu<2> place{.samples = 3};
  const RungeKutta4 steps{4};
  check(sample_flow(edm_sde, far, DormandPrince{}, place, 1).status(), 0);
  check(encode(edm_sde, far, data, steps, place).status(), 1);
  check(log_likelihood(edm_sde, far, data, steps, place).status(), 1);
  check(likelihood_bound(edm_sde, far, data, place).status(), 1);

  const Cpu<2, double> in_double{.samples = 3};
  CHECK(encode(edm_sde, far, data, steps, in_double).status());
  CHECK(log_likelihood(edm_sde, far, data, steps, in_double).status());
}

TEST_CASE("samples that are not finite have their own status first") {
  CHECK(drawn(Nowhere{}, Cpu<2>{.samples = 10}).status.outcome == RunStatus::Outcome::not_finite);
}
