// The GPU's whole batches and its data sets, on the host: the CPU's samples at the same addresses.
#include <doctest/doctest.h>

#include <random>
#include <scoresde/conformance/problems.hpp>
#include <scoresde/cuda/whole_batch_on_host.hpp>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/noise/addressed.hpp>
#include <scoresde/scoresde.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using test::refusal;

constexpr double bandwidth = 1;
constexpr std::uint64_t seed = 12;

Eigen::ArrayXXd random(Eigen::Index rows, Eigen::Index cols, double spread = 1) {
  std::mt19937 generator(1);
  std::normal_distribution<double> normal(0, spread);
  return Eigen::ArrayXXd::NullaryExpr(rows, cols, [&] { return normal(generator); });
}

template <class Real>
inline constexpr double close = sizeof(Real) == 4 ? 2e-3 : 1e-11;

// The largest difference relative to the size of the number, or to one; samples that may differ
// altogether are left out.
double apart(const auto& want, const auto& got, std::size_t may_differ = 0) {
  REQUIRE(want.rows() == got.rows());
  REQUIRE(want.cols() == got.cols());
  std::vector<double> each;
  for (std::ptrdiff_t i = 0; i < want.rows(); ++i) {
    double worst = 0;
    for (std::ptrdiff_t d = 0; d < want.cols(); ++d) {
      const double a = want(i, d), b = got(i, d);
      const double error = std::abs(a - b) / std::max(1.0, std::abs(a));
      worst = error >= 0 ? std::max(worst, error) : std::numeric_limits<double>::infinity();
    }
    each.push_back(worst);
  }
  std::ranges::sort(each);
  return may_differ < each.size() ? each[each.size() - 1 - may_differ] : 0;
}

// The same run at both places.
template <class Real>
struct Comparison {
  std::uint64_t samples = 300;
  int dimension = 2;
  std::uint64_t first = 0;
  std::size_t may_differ = 0;

  auto here() const {
    return CudaWholeBatchOnHost<Real>{.samples = samples, .dimension = dimension, .first = first};
  }
  auto on_cpu() const {
    return WholeBatch<Real>{
        .samples = static_cast<Eigen::Index>(samples), .dimension = dimension, .first = first};
  }
  template <class Order = CorrectorFirst>
  void check(const std::string& what, const auto& sde, const auto& there, const auto& model,
             const TimeGrid& grid, const auto& predictor, const auto& corrector,
             Order order = {}) const {
    CAPTURE(what);
    CAPTURE(samples);
    CAPTURE(dimension);
    const auto want = sample(sde, there, grid, predictor, corrector, on_cpu(), seed, order);
    const auto got = sample(sde, model, grid, predictor, corrector, here(), seed, order);
    CHECK(apart(want.x, got.x.host(), may_differ) < close<Real>);
    CHECK(apart(want.mean, got.mean.host(), may_differ) < close<Real>);
    CHECK(want.nfe == got.nfe);
    CHECK(want.status);
    CHECK(got.status);
  }
};

// f(dimension, samples, the CPU's data set, this one)
template <class Real>
void for_every_data_set(const auto& f) {
  for (const int dimension : {1, 2, 3, 40}) {
    const Eigen::ArrayXXd data = random(60, dimension);
    for (const std::uint64_t samples : {1, 300})
      f(dimension, samples, DataSet<Real>(data, bandwidth),
        CudaDataSetOnHost<Real>(data, bandwidth));
  }
}

template <class Real>
void check_predictors() {
  for_every_data_set<Real>([](int dimension, std::uint64_t samples, const auto& there,
                              const auto& model) {
    const Comparison<Real> both{.samples = samples, .dimension = dimension};
    const auto on = [&](const auto& sde) {
      const auto grid = published(sde, 25);
      both.check("reverse diffusion", sde, there, model, grid, ReverseDiffusion{}, Identity{});
      both.check("Euler-Maruyama", sde, there, model, grid, EulerMaruyama{}, Identity{});
      both.check("ancestral", sde, there, model, grid, Ancestral{}, Identity{});
      both.check("the corrector alone", sde, there, model, grid, Identity{}, AnnealedLangevin{});
    };
    on(VpSde{});
    on(VeSde{0.01, 5});
  });
}
template <class Real>
void check_correctors() {
  for_every_data_set<Real>([](int dimension, std::uint64_t samples, const auto& there,
                              const auto& model) {
    const VpSde sde;
    const auto grid = published(sde, 25);
    const auto with = [&](const std::string& what, const auto& corrector, std::size_t may_differ) {
      const Comparison<Real> both{
          .samples = samples, .dimension = dimension, .may_differ = may_differ};
      both.check(what, sde, there, model, grid, ReverseDiffusion{}, corrector);
      both.check(what + ", predictor first", sde, there, model, grid, ReverseDiffusion{}, corrector,
                 PredictorFirst{});
    };
    // a step over one sample may be near infinity, a proposal be accepted by a rounding
    const std::size_t some = 3;
    with("annealed Langevin", AnnealedLangevin{}, 0);
    with("Langevin", Langevin{}, 0);
    if (dimension > 1) with("Langevin over a sample", LangevinOver<OverSample>{.snr = 0.05}, some);
    with("Langevin over the batch", LangevinOver<OverBatch>{}, 0);
    with("Hamiltonian Monte Carlo", HamiltonianMonteCarlo{.snr = 0.5}, some);
  });
}
template <class Real>
void check_verbs() {
  const VpSde sde;
  const auto unit = predicts_on_batch<Score>([](const auto& x, double t) { return -1 / t * x; });
  for (const int dimension : {1, 2, 3, 40})
    for (const std::uint64_t samples : {1, 300, 1'100}) {
      const Comparison<Real> both{.samples = samples, .dimension = dimension};
      const auto show = [&](const std::string& what, const auto& verb) {
        both.check(what, sde, unit, unit, uniform(sde, 2), verb, Identity{});
      };
      using namespace conformance;
      show("sums", Verb<Sums>{});
      show("inner products", Verb<Inners>{});
      show("means over samples", Verb<MeansOver<OverSample>::template Text>{});
      show("means over groups", Verb<MeansOver<OverGroup>::template Text>{});
      show("means over the batch", Verb<MeansOver<OverBatch>::template Text>{});
      show("choices and exponentials", Verb<Choices>{});
    }
}

// To a rounding or two, as a compiler may fuse what it likes.
template <class Real, int D>
void check_noise() {
  constexpr std::uint64_t rows = 40, first = (std::uint64_t{1} << 32) - 17;
  cuda::DeviceNoise<Real, cuda::HostDevice> noise(seed, Purpose::step, first, rows, D, 0, {});
  std::vector<AddressedNoise<Point<Real, D>>> each;
  for (std::uint64_t i = 0; i < rows; ++i) each.emplace_back(seed, Purpose::step, first + i);
  double worst = 0;
  const auto compare = [&](Real want, Real got) {
    worst = std::max<double>(worst, std::abs(want - got) / std::max(Real(1), std::abs(want)));
  };
  for (int draw = 0; draw < 3; ++draw) {
    const std::vector<Real> z = noise().array.host(), e = noise.exponential().host();
    for (std::size_t i = 0; i < rows; ++i) {
      const Point<Real, D> want = each[i]();
      for (int d = 0; d < D; ++d) compare(want[d], z[static_cast<std::size_t>(d) * rows + i]);
      compare(each[i].exponential(), e[i]);
    }
  }
  CHECK(worst <= 8 * std::numeric_limits<Real>::epsilon());
}

template <class Real>
cuda::DeviceBatch<Real, cuda::HostDevice> batch_of(const auto& samples) {
  cuda::DeviceBatch<Real, cuda::HostDevice> x(static_cast<std::uint64_t>(samples.rows()),
                                              static_cast<int>(samples.cols()), 0, {});
  for (Eigen::Index d = 0; d < samples.cols(); ++d)
    for (Eigen::Index i = 0; i < samples.rows(); ++i)
      x.array.data()[d * samples.rows() + i] = static_cast<Real>(samples(i, d));
  return x;
}
// Score and log-density in roundings of the largest number.
template <class Real>
void check_density(Eigen::Index centres, Eigen::Index samples, Eigen::Index dimension, double t) {
  CAPTURE(centres);
  CAPTURE(samples);
  CAPTURE(dimension);
  CAPTURE(t);
  const Eigen::ArrayXXd data = random(centres, dimension), at = random(samples, dimension, 1.5);
  const DataSet<Real> there(data, bandwidth);
  const CudaDataSetOnHost<Real> model(data, bandwidth);
  const auto p = there.prepare(VpSde{}, t);
  const auto q = model.prepare(VpSde{}, t);
  const Batch<Real> x(at.cast<Real>());
  const auto here = batch_of<Real>(at);
  const auto want = there(p, x).array;
  const std::vector<Real> score = model(q, here).array.host(),
                          density = model.log_density(q, here).host();
  const auto want_density = there.log_density(p, x).number;
  double score_off = 0, density_off = 0;
  for (Eigen::Index i = 0; i < samples; ++i) {
    for (Eigen::Index d = 0; d < dimension; ++d)
      score_off = std::max<double>(
          score_off, std::abs(want(i, d) - score[static_cast<std::size_t>(d * samples + i)]));
    density_off = std::max<double>(
        density_off, std::abs(want_density[i] - density[static_cast<std::size_t>(i)]));
  }
  const double eps = std::numeric_limits<Real>::epsilon();
  CHECK(score_off <= 64 * eps * static_cast<double>(want.abs().maxCoeff()) *
                         static_cast<double>(dimension) / p.variance);
  CHECK(density_off <= 64 * eps * static_cast<double>(want_density.abs().maxCoeff()));
}

}  // namespace

TEST_CASE("CUDA whole batches on the host: every verb is the CPU's") {
  check_verbs<float>();
  check_verbs<double>();
}
TEST_CASE("CUDA whole batches on the host: noise is that of its addresses") {
  check_noise<float, 1>();
  check_noise<float, 2>();
  check_noise<float, 5>();
  check_noise<double, 1>();
  check_noise<double, 2>();
  check_noise<double, 5>();
}
TEST_CASE("CUDA whole batches on the host: predictors with the score of a data set, in double") {
  check_predictors<double>();
}
TEST_CASE("CUDA whole batches on the host: predictors with the score of a data set, in float") {
  check_predictors<float>();
}
TEST_CASE("CUDA whole batches on the host: correctors with the score of a data set, in double") {
  check_correctors<double>();
}
TEST_CASE("CUDA whole batches on the host: correctors with the score of a data set, in float") {
  check_correctors<float>();
}

TEST_CASE("CUDA data sets on the host: score and log-density, whole blocks of data or not") {
  for (const Eigen::Index centres : {1, 2, 15, 1'023, 1'024, 1'025, 2'500})
    for (const Eigen::Index samples : {1, 77})
      for (const double t : {0.01, 0.3, 1.0}) {
        check_density<double>(centres, samples, 3, t);
        check_density<float>(centres, samples, 3, t);
      }
  check_density<double>(300, 300, 1, 0.2);
  check_density<double>(300, 300, 40, 0.2);
  check_density<float>(300, 300, 40, 0.2);
}
TEST_CASE("CUDA data sets on the host: a batch in several blocks of rows") {
  check_density<double>(20, 2 * 8'192 + 5, 2, 0.3);
  check_density<float>(20, 16'384 + 5, 2, 0.3);
}
TEST_CASE("CUDA data sets on the host: far away and at tiny variances everything is finite") {
  Eigen::ArrayXXd data(3, 2);
  data << 0, 0, 1, 0, 0, 1;
  const CudaDataSetOnHost<float> model(data);
  for (const double t : {1e-5, 1e-3, 1.0})
    for (const double far : {1.0, 1e3, 1e6, 1e9}) {
      Eigen::ArrayXXd at(4, 2);
      at << far, 0, 0, far, -far, -far, -far, far;
      const auto x = batch_of<float>(at);
      const auto p = model.prepare(VeSde{.sigma_min = 1e-4, .sigma_max = 50}, t);
      const auto finite = [](const auto& numbers) {
        return std::ranges::all_of(numbers, [](float n) { return std::isfinite(n); });
      };
      CHECK(finite(model(p, x).array.host()));
      CHECK(finite(model.log_density(p, x).host()));
    }
}

TEST_CASE("CUDA data sets on the host: far from the origin a float's score is that of a double") {
  constexpr double deviation = 0.1;
  for (const double c : {0.0, 300.0, 1'234.567, 3'000.3})
    for (const int dimension : {1, 2, 8, 9, 40})
      for (const bool pairs : {false, true}) {
        CAPTURE(c);
        CAPTURE(dimension);
        CAPTURE(pairs);
        Eigen::ArrayXXd data = random(60, dimension, 0.3) + c;
        if (pairs) data.bottomRows(30) -= 2 * c;
        data = data.cast<float>().cast<double>().eval();
        Eigen::ArrayXXd at = data + random(60, dimension, deviation).reverse();
        at = at.cast<float>().cast<double>().eval();
        const CudaDataSetOnHost<float> model(data, deviation);
        const DataSet<double> there(data, deviation);
        const CudaDataSetOnHost<float>::Prepared p{1, deviation * deviation};
        const DataSet<double>::Prepared q{1, deviation * deviation};
        const auto x = batch_of<float>(at);
        const auto score = model(p, x).array.host();
        const auto density = model.log_density(p, x).host();
        const auto want = there(q, Batch<double>(at));
        const auto want_density = there.log_density(q, Batch<double>(at)).number;
        double score_off = 0, density_off = 0;
        for (Eigen::Index i = 0; i < 60; ++i) {
          density_off = std::max(density_off,
                                 std::abs(density[static_cast<std::size_t>(i)] - want_density[i]));
          for (Eigen::Index d = 0; d < dimension; ++d)
            score_off = std::max(score_off,
                                 deviation * std::abs(score[static_cast<std::size_t>(d * 60 + i)] -
                                                      want.array(i, d)));
        }
        // what the spacing of floats at c leaves, in deviations
        const double spacing = c * std::numeric_limits<float>::epsilon() / deviation;
        CHECK(score_off < 5e-4 + 20 * spacing);
        CHECK(density_off < (5e-4 + 20 * spacing) * std::sqrt(dimension));
      }
}

TEST_CASE("CUDA whole batches on the host: a sample depends on neither count nor shard") {
  const VpSde sde;
  const CudaDataSetOnHost<double> model(random(50, 2), bandwidth);
  const auto run = [&](std::uint64_t samples, std::uint64_t first) {
    return sample(sde, model, uniform(sde, 10), ReverseDiffusion{}, Langevin{},
                  CudaWholeBatchOnHost<double>{.samples = samples, .dimension = 2, .first = first},
                  seed)
        .x.host();
  };
  const auto whole = run(700, 0), few = run(256, 0), end = run(444, 256), one = run(1, 512);
  const auto differ = [&](const auto& part, std::ptrdiff_t from) {
    double worst = 0;
    for (std::ptrdiff_t i = 0; i < part.rows(); ++i)
      for (std::ptrdiff_t d = 0; d < 2; ++d)
        worst = std::max(worst, std::abs(whole(from + i, d) - part(i, d)));
    return worst;
  };
  CHECK(few.rows() == 256);
  CHECK(differ(few, 0) < 1e-13);
  CHECK(differ(end, 256) < 1e-13);
  CHECK(differ(one, 512) < 1e-13);
}
TEST_CASE("CUDA whole batches on the host: shards are the CPU's, across the index 2^32") {
  const VpSde sde;
  const Eigen::ArrayXXd data = random(50, 2);
  for (const std::uint64_t first : {std::uint64_t{512}, (std::uint64_t{1} << 32) - 256}) {
    const Comparison<double> both{.samples = 600, .dimension = 2, .first = first};
    both.check("a shard", sde, DataSet<double>(data, bandwidth),
               CudaDataSetOnHost<double>(data, bandwidth), uniform(sde, 8), ReverseDiffusion{},
               Langevin{});
  }
}
TEST_CASE("CUDA whole batches on the host: predictions of other kinds, and kept values") {
  const VpSde sde;
  const auto noise = predicts_on_batch<Noise>([](const auto& x, double) { return 0.5 * x; });
  const Comparison<double> both{};
  both.check("a noise predictor", sde, noise, noise, uniform(sde, 8), ReverseDiffusion{},
             Langevin{});
  both.check("a corrector, twice", sde, noise, noise, uniform(sde, 8),
             ProbabilityFlow<EulerMaruyama>{}, Repeated{AnnealedLangevin{}, 2});
}

TEST_CASE(
    "CUDA whole batches on the host: an observer sees every sample before and after each step") {
  const VpSde sde;
  const CudaDataSetOnHost<float> model(random(50, 3), bandwidth);
  std::vector<int> steps;
  double last = 0;
  const auto observer = [&](int step, std::uint64_t first, const auto& rows) {
    CHECK(first == 512);
    CHECK(rows.rows() == 100);
    CHECK(rows.cols() == 3);
    steps.push_back(step);
    last = rows(99, 2);
  };
  const auto result =
      sample(sde, model, uniform(sde, 3), EulerMaruyama{}, Identity{},
             CudaWholeBatchOnHost<float>{.samples = 100, .dimension = 3, .first = 512}, seed,
             CorrectorFirst{}, observer);
  CHECK(steps == std::vector<int>{0, 1, 2, 3});
  CHECK(last == result.x.host()(99, 2));
  CHECK(result.x.rows() == 100);
  CHECK(result.x.cols() == 3);
}
TEST_CASE("CUDA whole batches on the host: the first sample that is not finite is told") {
  const VpSde sde;
  // infinite where 1e38 |x|^2 overflows on the way
  const auto broken = predicts_on_batch<Score>([](const auto& x, double) {
    const auto square = 1e38f * inner(x, x);
    return square * x;
  });
  const auto run = [&](const auto& place) {
    return sample(sde, broken, uniform(sde, 2), EulerMaruyama{}, Identity{}, place, seed).status;
  };
  const RunStatus want = run(WholeBatch<float>{.samples = 300, .dimension = 2}),
                  got = run(CudaWholeBatchOnHost<float>{.samples = 300, .dimension = 2});
  CHECK(got.outcome == RunStatus::Outcome::not_finite);
  CHECK(got.outcome == want.outcome);
  CHECK(got.sample == want.sample);
}
TEST_CASE("CUDA whole batches on the host: a copy of a batch has numbers of its own") {
  auto x = batch_of<double>(random(5, 2));
  const auto before = x.array.host();
  const auto copy = x;
  auto assigned = batch_of<double>(random(3, 2));
  assigned = x;
  x = 2.0 * x;
  CHECK(copy.array.host() == before);
  CHECK(assigned.array.host() == before);
  CHECK(x.array.host() != before);
}
TEST_CASE("CUDA whole batches on the host: bad values are refused") {
  const VpSde sde;
  const Eigen::ArrayXXd data = random(10, 3);
  const CudaDataSetOnHost<double> model(data);
  const auto says = [](const auto& f, const std::string& part) {
    const std::string message = refusal(f);
    INFO(message);
    CHECK(message.find(part) != std::string::npos);
  };
  const auto run = [&](const CudaWholeBatchOnHost<double>& place) {
    sample(sde, model, uniform(sde, 2), EulerMaruyama{}, Identity{}, place, seed);
  };
  says([&] { run({.samples = 0, .dimension = 3}); }, "samples = 0");
  says([&] { run({.samples = 5, .dimension = 0}); }, "dimension = 0");
  says([&] { run({.samples = 5, .dimension = 3, .first = 7}); }, "first = 7");
  says([&] { run({.samples = 5, .dimension = 3, .first = ~std::uint64_t{255}}); },
       "first = 18446744073709551360 must lie in [0, 2^64 - 2^49)");
  says([&] { run({.dimension = 3}); }, "say how many to draw");
  says([&] { run({.samples = 5}); }, "dimension = 0");
  says([&] { run({.samples = 5, .dimension = 2}); },
       "dimension of the samples = 2 must be 3, that of the data");

  const auto make = [](const Eigen::ArrayXXd& a, double h) { CudaDataSetOnHost<double>(a, h); };
  says([&] { make(Eigen::ArrayXXd(0, 3), 0); }, "data.rows() = 0");
  says([&] { make(Eigen::ArrayXXd(3, 0), 0); }, "data.cols() = 0");
  says([&] { make(data, -0.1); }, "bandwidth = -0.1");
  says([&] { make(data, std::nan("")); }, "bandwidth");
  for (const double bad : {std::numeric_limits<double>::infinity(), std::nan("")}) {
    Eigen::ArrayXXd spoiled = data;
    spoiled(7, 2) = bad;
    says([&] { make(spoiled, 0); }, "finite");
  }
  const auto shorter = predicts_on_batch<Score>([](const auto& x, double) {
    return std::decay_t<decltype(x)>(x.rows - 1, x.columns, 0, x.device());
  });
  says(
      [&] {
        sample(sde, shorter, uniform(sde, 2), EulerMaruyama{}, Identity{},
               CudaWholeBatchOnHost<double>{.samples = 256, .dimension = 2}, seed);
      },
      "rows of a batch");
}
