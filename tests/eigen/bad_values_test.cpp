// Bad values are refused with std::invalid_argument that names them, before anything is computed;
// what can only be found while computing is a status.
#include <limits>
#include <string>

#include "problems.hpp"
#include "same_bits.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

const IsotropicGaussian model{.mean = 0, .variance = 1};

template <class Place>
auto run(const Place& place) {
  return sample(VpSde{}, model, uniform(VpSde{}, 3), EulerMaruyama{}, Identity{}, place, 0);
}
bool refused(const auto& place, const std::string& part) {
  const std::string message = refusal([&] { run(place); });
  INFO(message);
  const bool named =
      message.find(part) != std::string::npos && message.find(" must ") != std::string::npos;
  CHECK(named);
  return named;
}

// A unit Gaussian's score, but not a number where x_0 is above 3 and t below `until`.
auto bad_above_three(double until) {
  return predicts<Score>([=](const auto& x, double t) {
    std::decay_t<decltype(x)> s = -1.0 * x;
    using E = std::decay_t<decltype(s[0])>;
    if (t < until) s[1] = choose(x[0] - E(3.f), E(std::numeric_limits<float>::quiet_NaN()), s[1]);
    return s;
  });
}

}  // namespace

TEST_CASE(
    "no samples, a negative number of threads and a first sample within a group are refused") {
  CHECK(refused(Cpu<2>{.samples = 0}, "samples = 0"));
  CHECK(refused(Cpu<2>{.samples = 10, .threads = -1}, "threads = -1"));
  CHECK(refused(Cpu<2>{.samples = 10, .first = 1}, "first = 1"));
  CHECK(refused(Cpu<2>{.samples = 10, .first = 255}, "first = 255"));
  CHECK(refused(Cpu<3>{.samples = 10, .first = 128}, "256"));
  CHECK(refused(WholeBatch<float, 2>{.samples = 0}, "samples = 0"));
  CHECK(refused(WholeBatch<float, 2>{.samples = -4}, "samples = -4"));
  CHECK(refused(WholeBatch<float, 2>{.samples = 10, .first = 100}, "first = 100"));
}
TEST_CASE("a shard may start anywhere up to 2^64 - 2^49, so that no index of it passes 2^64") {
  constexpr std::uint64_t last = ~std::uint64_t{0} - (std::uint64_t{1} << 49) + 1;
  CHECK(run(Cpu<2>{.samples = 10, .first = last - 256}).status);
  CHECK(run(WholeBatch<float, 2>{.samples = 10, .first = last - 256}).status);
  CHECK(refused(Cpu<2>{.samples = 10, .first = last}, "first = 18446181123756130304"));
  CHECK(refused(WholeBatch<float, 2>{.samples = 10, .first = last}, "first = 184461811237561303"));
}
TEST_CASE("how many samples to draw must be said, and need not be where they are given") {
  const std::string said = "samples = 0 must lie in [1, 2^48]: say how many to draw";
  CHECK(refused(Cpu<2>{}, said));
  CHECK(refused(WholeBatch<double, 2>{}, said));
  const auto flow = [](const auto& place) {
    return refusal([&] { sample_flow(VpSde{}, model, DormandPrince{}, place, 0); });
  };
  CHECK(flow(Cpu<2>{}).find(said) == 0);
  CHECK(flow(WholeBatch<double, 2>{}).find(said) == 0);
  const Eigen::ArrayX2d data = Eigen::ArrayX2d::Random(5, 2);
  const auto given = [&](const auto& place) {
    CHECK(encode(VpSde{}, model, data, DormandPrince{}, place).x.rows() == 5);
    CHECK(decode(VpSde{}, model, data, DormandPrince{}, place).x.rows() == 5);
    CHECK(log_likelihood(VpSde{}, model, data, DormandPrince{}, place).log_density.size() == 5);
    CHECK(likelihood_bound(VpSde{}, model, data, place).log_density.size() == 5);
  };
  given(Cpu<2, double>{});
  given(WholeBatch<double, 2>{});
}
TEST_CASE("a dimension that is missing or not the batch's own is refused") {
  const auto on_batch = predicts_on_batch<Score>([](const auto& x, double) { return -1.0 * x; });
  const auto with = [&](const auto& place) {
    return refusal([&] {
      sample(VpSde{}, on_batch, uniform(VpSde{}, 3), EulerMaruyama{}, Identity{}, place, 0);
    });
  };
  CHECK(with(WholeBatch<float>{.samples = 10}).find("dimension") != std::string::npos);
  CHECK(with(WholeBatch<float>{.samples = 10, .dimension = 0}).find("dimension = 0") !=
        std::string::npos);
  CHECK(with(WholeBatch<float, 2>{.samples = 10, .dimension = 3}).find("dimension = 3") !=
        std::string::npos);
}
TEST_CASE(
    "more samples than an array can hold are refused or do not fit memory, and nothing aborts") {
  for (const std::uint64_t samples : {std::uint64_t{1} << 62, ~std::uint64_t{0}}) {
    bool fits = true;
    try {
      run(Cpu<2>{.samples = samples});
    } catch (const std::bad_alloc&) {
      fits = false;
    } catch (const std::invalid_argument&) {
      fits = false;
    }
    CHECK(!fits);
  }
}
TEST_CASE("bad parts are refused at every place: models, SDEs, solvers") {
  const auto with = [](const auto& sde, const auto& mixture, const auto& corrector) {
    return refusal([&] {
      sample(sde, mixture, uniform(VpSde{}, 3), EulerMaruyama{}, corrector, Cpu<2>{.samples = 10},
             0);
    });
  };
  IsotropicMixture<2, 8> heavy = ring(), negative = ring();
  heavy.weights[3] = 0.2;
  negative.variance = -1;
  CHECK(with(VpSde{}, heavy, Identity{}).find("weights") != std::string::npos);
  CHECK(with(VpSde{}, negative, Identity{}).find("variance = -1") != std::string::npos);
  CHECK(with(VpSde{.beta_min = -1}, ring(), Identity{}).find("beta_min") != std::string::npos);
  CHECK(with(VpSde{}, ring(), Langevin{.snr = -0.1}).find("snr = -0.1") != std::string::npos);
  CHECK(with(VpSde{}, ring(), Repeated{Langevin{}, 0}).find("times = 0") != std::string::npos);
  const Gaussian<2> flat{.mean = {}, .covariance = {{{1, 2}, {2, 1}}}};
  CHECK(with(VpSde{}, flat, Identity{}).find("positive definite") != std::string::npos);
}

TEST_CASE("a result that is not finite says so, and names the first sample that is not") {
  for (const int threads : {1, 2}) {
    const Cpu<2> place{.samples = 5'000, .first = 512, .threads = threads};
    const auto result = sample(VpSde{}, bad_above_three(0.4), uniform(VpSde{}, 20), EulerMaruyama{},
                               Identity{}, place, 1);
    CHECK(!result.status);
    CHECK(result.status.outcome == RunStatus::Outcome::not_finite);
    Eigen::Index first = 0;
    while (first < result.x.rows() && result.x.row(first).isFinite().all()) ++first;
    REQUIRE(first < result.x.rows());
    CHECK(result.status.sample == 512 + static_cast<std::uint64_t>(first));
    const std::string name = "sample " + std::to_string(result.status.sample) + " is not finite";
    CHECK(result.status.message().find(name) != std::string::npos);
  }
}
TEST_CASE("one sample that is not finite leaves the others as they are, without group norms") {
  const Cpu<2> place{.samples = 5'000};
  const auto bad = sample(VpSde{}, bad_above_three(0.4), uniform(VpSde{}, 20), EulerMaruyama{},
                          Identity{}, place, 1);
  const auto good = sample(VpSde{}, bad_above_three(0), uniform(VpSde{}, 20), EulerMaruyama{},
                           Identity{}, place, 1);
  CHECK(good.status);
  Eigen::Index others = 0;
  for (Eigen::Index i = 0; i < bad.x.rows(); ++i)
    if (bad.x.row(i).isFinite().all()) {
      ++others;
      if (!(bad.x.row(i) == good.x.row(i)).all()) FAIL_CHECK("sample ", i, " is another");
    }
  CHECK(others > 4'900);
  CHECK(others < 5'000);
}
TEST_CASE("a whole batch names its first sample that is not finite, and not its ghosts") {
  const auto bad = predicts_on_batch<Score>([](const auto& x, double t) {
    auto s = x;
    s.array = -x.array;
    const bool soon = t < 0.4;
    if (soon && s.array.rows() > 217) s.array(217, 1) = std::numeric_limits<double>::infinity();
    if (soon && s.array.rows() > 301) s.array(301, 0) = std::numeric_limits<double>::quiet_NaN();
    return s;
  });
  const auto run_batch = [&](Eigen::Index samples, const auto& corrector) {
    return sample(VpSde{}, bad, uniform(VpSde{}, 5), EulerMaruyama{}, corrector,
                  WholeBatch<double, 2>{.samples = samples, .first = 256}, 1)
        .status;
  };
  CHECK(run_batch(300, Identity{}).sample == 256 + 217);
  CHECK(!run_batch(300, Identity{}));
  CHECK(run_batch(200, Identity{}));  // the bad rows are not there
  CHECK(run_batch(200, Langevin{}));  // or ghosts, that complete the group
}
