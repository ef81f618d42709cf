// The whole batch as a value: the samples of the tiles, at the same addresses.
#include "same_bits.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

constexpr std::uint64_t seed = 12;

Gaussian<2> tilted() { return {.mean = {1, -0.5}, .covariance = {{{1.0, 0.6}, {0.6, 0.5}}}}; }

template <class Model, class C, class Place>
auto run(const Model& model, const C& corrector, const Place& place) {
  return sample(VpSde{}, model, published(VpSde{}, 50), ReverseDiffusion{}, corrector, place, seed);
}
// The largest difference of two results; the coordinates are of order one.
template <class R, class S>
double difference(const R& a, const S& b) {
  REQUIRE(a.x.rows() == b.x.rows());
  CHECK(a.nfe == b.nfe);
  CHECK(a.status);
  CHECK(b.status);
  return std::max<double>((a.x - b.x).abs().maxCoeff(), (a.mean - b.mean).abs().maxCoeff());
}

}  // namespace

TEST_CASE("a whole batch has the samples of the tiles to 1e-5 in float, Langevin included") {
  for (const Eigen::Index samples : {1, 256, 300, 1'000}) {
    CAPTURE(samples);
    const auto n = static_cast<std::uint64_t>(samples);
    const auto batch = run(tilted(), Langevin{}, WholeBatch<float, 2>{.samples = samples});
    CHECK(batch.x.rows() == samples);
    CHECK(difference(batch, run(tilted(), Langevin{}, Cpu<2>{.samples = n})) < 1e-5);
  }
}
TEST_CASE("a whole batch has the samples of the tiles to 1e-13 in double, Langevin included") {
  for (const Eigen::Index samples : {7, 300}) {
    CAPTURE(samples);
    const auto n = static_cast<std::uint64_t>(samples);
    const auto batch = run(tilted(), Langevin{}, WholeBatch<double, 2>{.samples = samples});
    CHECK(difference(batch, run(tilted(), Langevin{}, Cpu<2, double>{.samples = n})) < 1e-13);
  }
}
TEST_CASE("Hamiltonian Monte Carlo accepts the same proposals on a whole batch and on tiles") {
  const HamiltonianMonteCarlo corrector{.snr = 0.8, .leapfrog_steps = 3};
  const auto batch = run(tilted(), corrector, WholeBatch<double, 2>{.samples = 500});
  CHECK(difference(batch, run(tilted(), corrector, Cpu<2, double>{.samples = 500})) < 1e-12);
}
TEST_CASE("a whole batch in 3 and 192 dimensions has the samples of the tiles") {
  const IsotropicGaussian model{.mean = 0.3, .variance = 0.5};
  CHECK(difference(run(model, Langevin{}, WholeBatch<float, 3>{.samples = 300}),
                   run(model, Langevin{}, Cpu<3>{.samples = 300})) < 1e-5);
  CHECK(difference(run(model, Langevin{}, WholeBatch<double, 192>{.samples = 5}),
                   run(model, Langevin{}, Cpu<192, double>{.samples = 5})) < 1e-12);
}

TEST_CASE("a dimension known at run time gives the same batch") {
  const auto unit = predicts_on_batch<Score>([](const auto& x, double) { return -1.0 * x; });
  const auto fixed = run(unit, Langevin{}, WholeBatch<double, 2>{.samples = 300});
  const auto any = run(unit, Langevin{}, WholeBatch<double>{.samples = 300, .dimension = 2});
  CHECK(difference(any, fixed) == 0);
}

TEST_CASE("a whole batch cut into shards at group borders has the same samples") {
  const auto whole = run(tilted(), Langevin{}, WholeBatch<float, 2>{.samples = 700});
  const auto end = run(tilted(), Langevin{}, WholeBatch<float, 2>{.samples = 444, .first = 256});
  const auto begin = run(tilted(), Langevin{}, WholeBatch<float, 2>{.samples = 256});
  CHECK((whole.x.topRows(256) - begin.x).abs().maxCoeff() < 1e-6);
  CHECK((whole.x.bottomRows(444) - end.x).abs().maxCoeff() < 1e-6);

  const std::uint64_t last = (std::uint64_t{1} << 32) - 256;  // the batch ends at 2^32
  const auto far = run(tilted(), Langevin{}, WholeBatch<float, 2>{.samples = 256, .first = last});
  const auto tiles = run(tilted(), Langevin{}, Cpu<2>{.samples = 256, .first = last});
  CHECK(difference(far, tiles) < 1e-5);
}

TEST_CASE("a model is asked for the samples alone where no step averages over Langevin groups") {
  const auto rows_seen = [](const auto& corrector, Eigen::Index samples) {
    Eigen::Index seen = 0;
    const auto unit = predicts_on_batch<Score>([&](const auto& x, double) {
      seen = x.rows();
      return -1.0 * x;
    });
    const auto result = run(unit, corrector, WholeBatch<float, 2>{.samples = samples});
    const auto more = run(unit, corrector, WholeBatch<float, 2>{.samples = 300});
    CHECK(same_bits(result.x, more.x.topRows(samples)));
    const Eigen::Index of_more = seen;
    run(unit, corrector, WholeBatch<float, 2>{.samples = samples});
    CHECK(of_more >= 300);
    return seen;
  };
  CHECK(rows_seen(Identity{}, 1) == 1);
  CHECK(rows_seen(AnnealedLangevin{}, 5) == 5);
  CHECK(rows_seen(HamiltonianMonteCarlo{}, 5) == 5);
  CHECK(rows_seen(LangevinOver<OverSample>{}, 5) == 5);
  CHECK(rows_seen(Repeated{AnnealedLangevin{}, 2}, 5) == 5);
  CHECK(rows_seen(Langevin{}, 5) == 256);
  CHECK(rows_seen(Repeated{Langevin{}, 2}, 5) == 256);
}
TEST_CASE("norms over the batch leave out the ghosts that complete the last group") {
  // 300 samples stand in a batch of 512; replayed, they are 300.
  const Eigen::Index samples = 300;
  const auto recorded = [&](Purpose purpose, int draws) {
    eigen::BatchNoise<double, 2> noise(seed, purpose, 0, samples, 2, 0);
    std::vector<Batch<double, 2>::Array> normals;
    for (int i = 0; i < draws; ++i) normals.push_back(noise().array);
    return normals;
  };
  const LangevinOver<OverBatch> corrector{};
  const auto batch = run(tilted(), corrector, WholeBatch<double, 2>{.samples = samples});
  const Replay<double, 2> replay{recorded(Purpose::prior, 1)[0], recorded(Purpose::step, 100)};
  CHECK(difference(batch, run(tilted(), corrector, replay)) < 1e-13);
}
TEST_CASE("norms over the batch are those of all its samples, over a sample its own") {
  const auto more = [](const auto& corrector, Eigen::Index samples) {
    return run(tilted(), corrector, WholeBatch<double, 2>{.samples = samples})
        .x.topRows(512)
        .eval();
  };
  const auto apart = [](const auto& a, const auto& b) { return (a - b).abs().maxCoeff(); };
  const LangevinOver<OverBatch> batch{};
  const LangevinOver<OverSample> one{};
  CHECK(apart(more(batch, 512), more(batch, 1024)) > 1e-4);
  CHECK(apart(more(Langevin{}, 512), more(Langevin{}, 1024)) < 1e-13);
  CHECK(apart(more(one, 512), more(one, 1024)) < 1e-13);
}
