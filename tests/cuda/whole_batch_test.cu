// Whole batches and data sets on a GPU: the same text on the host, at the same addresses.
#include <scoresde/conformance/problems.hpp>
#include <scoresde/cuda/whole_batch.cuh>
#include <scoresde/cuda/whole_batch_on_host.hpp>
#include <scoresde/scoresde.hpp>

#include "gpu.hpp"
#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

constexpr double bandwidth = 1;
constexpr std::uint64_t seed = 12;

// Normals of an address each, as an array on the host.
struct Rows {
  std::ptrdiff_t count;
  int dimension;
  double spread = 1;

  std::ptrdiff_t rows() const { return count; }
  std::ptrdiff_t cols() const { return dimension; }
  double operator()(std::ptrdiff_t i, std::ptrdiff_t d) const {
    AddressedNoise<Point<double, 1>> noise(7, Purpose::prior,
                                           static_cast<std::uint64_t>(i * dimension + d));
    return spread * noise()[0];
  }
};

template <class Real>
double close() {
  return sizeof(Real) == 4 ? 2e-3 : 1e-10;
}
double apart(const auto& want, const auto& got, std::size_t may_differ = 0) {
  REQUIRE(want.rows() == got.rows());
  REQUIRE(want.cols() == got.cols());
  std::vector<double> each;
  for (std::ptrdiff_t i = 0; i < want.rows(); ++i) {
    double worst = 0;
    for (std::ptrdiff_t d = 0; d < want.cols(); ++d) {
      const double a = want(i, d), error = std::abs(a - got(i, d)) / std::max(1.0, std::abs(a));
      worst = error >= 0 ? std::max(worst, error) : std::numeric_limits<double>::infinity();
    }
    each.push_back(worst);
  }
  std::ranges::sort(each);
  return may_differ < each.size() ? each[each.size() - 1 - may_differ] : 0;
}

template <class Real>
struct Comparison {
  std::uint64_t samples = 300;
  int dimension = 2;
  std::uint64_t first = 0;
  std::size_t may_differ = 0;
  cuda::Gpu gpu = {};

  void check(const std::string& what, const auto& there, const auto& model, const TimeGrid& grid,
             const auto& predictor, const auto& corrector) const {
    CAPTURE(what);
    CAPTURE(samples);
    CAPTURE(dimension);
    const VpSde sde;
    const auto want = sample(
        sde, there, grid, predictor, corrector,
        CudaWholeBatchOnHost<Real>{.samples = samples, .dimension = dimension, .first = first},
        seed);
    const auto got =
        sample(sde, model, grid, predictor, corrector,
               CudaWholeBatch<Real>{
                   .samples = samples, .dimension = dimension, .first = first, .device = gpu},
               seed);
    CHECK(apart(want.x.host(), got.x.host(), may_differ) < close<Real>());
    CHECK(apart(want.mean.host(), got.mean.host(), may_differ) < close<Real>());
    CHECK(want.nfe == got.nfe);
    CHECK(got.status);
  }
};

struct Pull {  // a model without a data set
  template <class X>
  X operator()(const X& x, double t) const {
    return -1 / (1 + t) * x;
  }
};

template <class Real>
void check_verbs() {
  const auto unit = predicts_on_batch<Score>(Pull{});
  for (const int dimension : {1, 2, 3, 40})
    for (const std::uint64_t samples : {1, 300, 1'100}) {
      const Comparison<Real> both{.samples = samples, .dimension = dimension};
      const auto show = [&](const std::string& what, const auto& verb) {
        both.check(what, unit, unit, uniform(VpSde{}, 2), verb, Identity{});
      };
      show("sums", Verb<Sums>{});
      show("inner products", Verb<Inners>{});
      show("means over samples", Verb<MeansOver<OverSample>::template Text>{});
      show("means over groups", Verb<MeansOver<OverGroup>::template Text>{});
      show("means over the batch", Verb<MeansOver<OverBatch>::template Text>{});
      show("choices and exponentials", Verb<Choices>{});
    }
}
template <class Real>
void check_samplers() {
  for (const int dimension : {1, 2, 3, 40}) {
    const Rows data{60, dimension};
    const CudaDataSetOnHost<Real> there(data, bandwidth);
    const CudaDataSet<Real> model(data, bandwidth);
    for (const std::uint64_t samples : {1, 300}) {
      const auto with = [&](const std::string& what, const auto& predictor, const auto& corrector,
                            std::size_t may_differ) {
        const Comparison<Real> both{
            .samples = samples, .dimension = dimension, .may_differ = may_differ};
        both.check(what, there, model, published(VpSde{}, 25), predictor, corrector);
      };
      with("reverse diffusion", ReverseDiffusion{}, Identity{}, 0);
      with("Euler-Maruyama", EulerMaruyama{}, Identity{}, 0);
      with("ancestral", Ancestral{}, Identity{}, 0);
      with("annealed Langevin", ReverseDiffusion{}, AnnealedLangevin{}, 0);
      with("Langevin", ReverseDiffusion{}, Langevin{}, 0);
      with("Langevin over the batch", ReverseDiffusion{}, LangevinOver<OverBatch>{}, 0);
      // a step over one sample may be near infinity, a proposal accepted by a rounding
      if (dimension > 1)
        with("Langevin over a sample", ReverseDiffusion{}, LangevinOver<OverSample>{.snr = 0.05},
             3);
      with("Hamiltonian Monte Carlo", ReverseDiffusion{}, HamiltonianMonteCarlo{.snr = 0.5}, 3);
    }
  }
}

template <class Real, class Device>
auto batch_of(const Rows& rows, const Device& device) {
  std::vector<Real> numbers;
  for (int d = 0; d < rows.dimension; ++d)
    for (std::ptrdiff_t i = 0; i < rows.count; ++i)
      numbers.push_back(static_cast<Real>(rows(i, d)));
  cuda::DeviceBatch<Real, Device> x(static_cast<std::uint64_t>(rows.count), rows.dimension, 0,
                                    device);
  x.array = cuda::DeviceArray<Real, Device>(numbers, device);
  return x;
}
template <class Real>
double largest_difference(const std::vector<Real>& want, const std::vector<Real>& got) {
  double size = 1, worst = 0;
  REQUIRE(want.size() == got.size());
  for (std::size_t i = 0; i < want.size(); ++i) {
    size = std::max<double>(size, std::abs(want[i]));
    const double error = std::abs(want[i] - got[i]);
    worst = error >= 0 ? std::max(worst, error) : std::numeric_limits<double>::infinity();
  }
  return worst / size;
}
template <class Real>
void check_scores(const Rows& data, const Rows& at, double t) {
  CAPTURE(data.count);
  CAPTURE(at.count);
  CAPTURE(at.dimension);
  CAPTURE(t);
  const CudaDataSetOnHost<Real> there(data, bandwidth);
  const CudaDataSet<Real> model(data, bandwidth);
  const auto p = there.prepare(VpSde{}, t);
  const auto q = model.prepare(VpSde{}, t);
  const auto x = batch_of<Real>(at, cuda::HostDevice{});
  const auto y = batch_of<Real>(at, cuda::Gpu{});
  const double limit = 256 * std::numeric_limits<Real>::epsilon() * (1 + at.dimension / 4);
  CHECK(largest_difference(there(p, x).array.host(), model(q, y).array.host()) < limit);
  CHECK(largest_difference(there.log_density(p, x).host(), model.log_density(q, y).host()) < limit);
}

}  // namespace

TEST_CASE("whole batches on a GPU: every verb is the host's") {
  if (!has_gpu()) return;
  check_verbs<float>();
  check_verbs<double>();
}
TEST_CASE("whole batches on a GPU: samplers with the score of a data set, in double") {
  if (!has_gpu()) return;
  check_samplers<double>();
}
TEST_CASE("whole batches on a GPU: samplers with the score of a data set, in float") {
  if (!has_gpu()) return;
  check_samplers<float>();
}
TEST_CASE("data sets on a GPU: score and log-density, whole blocks or not") {
  if (!has_gpu()) return;
  for (const std::ptrdiff_t centres : {1, 15, 1'023, 1'024, 1'025, 2'500})
    for (const std::ptrdiff_t samples : {1, 77}) {
      check_scores<double>({centres, 3}, {samples, 3, 1.5}, 0.3);
      check_scores<float>({centres, 3}, {samples, 3, 1.5}, 0.3);
    }
  check_scores<double>({300, 40}, {300, 40, 1.5}, 0.3);
  check_scores<float>({300, 40}, {300, 40, 1.5}, 0.3);
  check_scores<double>({20, 2}, {2 * 8'192 + 5, 2, 1.5}, 0.3);
  check_scores<float>({20, 2}, {16'384 + 5, 2, 1.5}, 0.3);
}
TEST_CASE("data sets on a GPU: far away and at tiny variances everything is finite") {
  if (!has_gpu()) return;
  const CudaDataSet<float> model(Rows{30, 2}, 0);
  const auto finite = [](const auto& numbers) {
    return std::ranges::all_of(numbers, [](float n) { return std::isfinite(n); });
  };
  for (const double t : {1e-5, 1e-3, 1.0})
    for (const double far : {1.0, 1e3, 1e6, 1e9}) {
      const auto p = model.prepare(VeSde{.sigma_min = 1e-4, .sigma_max = 50}, t);
      const auto x = batch_of<float>(Rows{100, 2, far}, cuda::Gpu{});
      CHECK(finite(model(p, x).array.host()));
      CHECK(finite(model.log_density(p, x).host()));
    }
}
TEST_CASE("whole batches on a GPU: a stream that is gone leaves the samples") {
  if (!has_gpu()) return;
  const VpSde sde;
  const CudaDataSet<float> model(Rows{50, 2}, bandwidth);
  const auto run = [&](const cuda::Gpu& gpu) {
    return sample(sde, model, uniform(sde, 10), ReverseDiffusion{}, Langevin{},
                  CudaWholeBatch<float>{.samples = 300, .dimension = 2, .device = gpu}, seed);
  };
  const auto want = run({}).x.host();
  auto result = [&] {
    const cuda::Stream stream;
    return run({.stream = stream});
  }();
  CHECK(apart(want, result.x.host()) == 0);
  const auto copy = result.x;
  result = run({});
  CHECK(apart(want, copy.host()) == 0);
}
TEST_CASE("whole batches on a GPU: shards, observers, failures and refusals") {
  if (!has_gpu()) return;
  const Rows data{50, 2};
  const CudaDataSetOnHost<double> there(data, bandwidth);
  const CudaDataSet<double> model(data, bandwidth);
  const Comparison<double> shard{.samples = 200, .dimension = 2, .first = 512};
  shard.check("a shard", there, model, published(VpSde{}, 25), ReverseDiffusion{}, Langevin{});

  const VpSde sde;
  double last = 0;
  const auto observer = [&](int, std::uint64_t, const auto& rows) { last = rows(99, 1); };
  const auto seen = sample(sde, model, uniform(sde, 3), EulerMaruyama{}, Identity{},
                           CudaWholeBatch<double>{.samples = 100, .dimension = 2}, seed,
                           CorrectorFirst{}, observer);
  CHECK(last == seen.x.host()(99, 1));

  const auto broken = predicts_on_batch<Score>([](const auto& x, double) {
    const auto square = 1e38f * inner(x, x);
    return square * x;
  });
  const auto status = [&](const auto& place) {
    return sample(sde, broken, uniform(sde, 2), EulerMaruyama{}, Identity{}, place, seed).status;
  };
  const RunStatus want = status(CudaWholeBatchOnHost<float>{.samples = 300, .dimension = 2}),
                  got = status(CudaWholeBatch<float>{.samples = 300, .dimension = 2});
  CHECK(got.outcome == RunStatus::Outcome::not_finite);
  CHECK(got.sample == want.sample);

  CHECK(refusal([&] {
          sample(sde, model, uniform(sde, 2), EulerMaruyama{}, Identity{},
                 CudaWholeBatch<double>{.samples = 5, .dimension = 3}, seed);
        }).find("dimension of the samples = 3") == 0);
}
TEST_CASE(
    "data sets on a GPU: products in float are exact to rounding, and TF32 can be asked for") {
  if (!has_gpu()) return;
  const Rows data{1'000, 64}, at{512, 64, 1.5};
  const CudaDataSetOnHost<double> exact(data, bandwidth);
  const CudaDataSet<float> model(data, bandwidth);
  const auto p = exact.prepare(VpSde{}, 0.3);
  const auto q = model.prepare(VpSde{}, 0.3);
  const auto want = exact(p, batch_of<double>(at, cuda::HostDevice{})).array.host();
  const auto off = [&](const cuda::Gpu& gpu) {
    const auto score = model(q, batch_of<float>(at, gpu)).array.host();
    return largest_difference(want, std::vector<double>(score.begin(), score.end()));
  };
  CHECK(off({}) < 1e-4);
  CHECK(off({.tf32 = true}) < 0.1);
}
