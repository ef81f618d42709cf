// What do adaptive sampling along the probability flow and exact likelihoods cost, and how far from
// the truth are they? The ring of eight modes (variance 0.09, radius 4), VP, 10 000 points, one
// thread, tolerance 1e-5: from T = 1 to eps = 1e-3 for samples, from eps = 1e-5 to T for
// likelihoods. The truth is the same flow at a tolerance of 1e-12 in double; an error is the
// distance of a point from it, or of a log-density.
// --points=FILE writes what peers/scipy_flow.py starts from and is measured by.
#include <benchmark/benchmark.h>

#include <cmath>
#include <fstream>
#include <numbers>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>
#include <scoresde/scoresde.hpp>
#include <string_view>

namespace {

using namespace scoresde;
using benchmark::Counter;

constexpr std::uint64_t points = 10'000, seed = 77;
const VpSde sde;

IsotropicMixture<2, 8> ring() {
  IsotropicMixture<2, 8> mixture{.variance = 0.09};
  mixture.weights.fill(1.0 / 8);
  for (std::size_t k = 0; k < 8; ++k) {
    const double angle = std::numbers::pi / 4 * static_cast<double>(k);
    mixture.means[k] = {4 * std::cos(angle), 4 * std::sin(angle)};
  }
  return mixture;
}

template <class Norm = RootMeanSquare>
auto at(double tolerance) {
  return Adaptive{.atol = tolerance, .rtol = tolerance, .norm = Norm{}};
}
template <class Real>
auto flow(const auto& integrator, std::uint64_t samples = points, int threads = 1) {
  return sample_flow(sde, ring(), integrator, Cpu<2, Real>{.samples = samples, .threads = threads},
                     seed);
}
template <class Real, class Divergence = ExactDivergence>
auto density(const auto& x, const auto& integrator, int threads = 1) {
  return log_likelihood(sde, ring(), x, integrator, Cpu<2, Real>{.threads = threads}, seed,
                        LikelihoodOptions{.divergence = Divergence{}});
}

// The true samples, the data (those, rounded to float) and the data's true log-densities.
const Eigen::ArrayX2d& true_samples() {
  static const Eigen::ArrayX2d x = flow<double>(at(1e-12)).x;
  return x;
}
template <class Real>
Eigen::Array<Real, Eigen::Dynamic, 2> data(Eigen::Index copies = 1) {
  return true_samples().cast<float>().cast<Real>().replicate(copies, 1);
}
const Eigen::ArrayXd& true_densities() {
  static const Eigen::ArrayXd truth = density<double>(data<double>(), at(1e-12)).log_density;
  return truth;
}

void count(benchmark::State& state, double samples, double evaluations) {
  const auto seconds_each = Counter::kIsIterationInvariantRate | Counter::kInvert;
  state.counters["per_sample"] = Counter(samples, seconds_each);
  state.counters["per_sample_evaluation"] = Counter(samples * evaluations, seconds_each);
  state.counters["nfe"] = evaluations;
}
void count_errors(benchmark::State& state, const Eigen::ArrayXd& error) {
  state.counters["rms_error"] = std::sqrt(error.square().mean());
  state.counters["max_error"] = error.maxCoeff();
}

template <class Real>
void sampling_at(benchmark::State& state, const auto& integrator) {
  const Eigen::ArrayX2d& truth = true_samples();
  auto last = flow<Real>(integrator);
  for (auto _ : state) last = flow<Real>(integrator);
  count(state, points, last.effort.mean_nfe);
  count_errors(state, (last.x.template cast<double>() - truth).square().rowwise().sum().sqrt());
}
template <class Real, class Divergence = ExactDivergence>
void likelihood_at(benchmark::State& state, const auto& integrator) {
  const Eigen::ArrayXd& truth = true_densities();
  const auto x = data<Real>();
  auto last = density<Real, Divergence>(x, integrator);
  for (auto _ : state) last = density<Real, Divergence>(x, integrator);
  count(state, points, last.effort.mean_nfe);
  count_errors(state, (last.log_density.template cast<double>() - truth).abs());
}

template <class Real>
void sampling(benchmark::State& state) {
  sampling_at<Real>(state, at(1e-5));
}
template <class Real, class Divergence>
void likelihood(benchmark::State& state) {
  likelihood_at<Real, Divergence>(state, at(1e-5));
}

// The flow alone at every sample of a tile, without and with its divergence: what an evaluation
// cannot cost less than.
template <class Real, bool with_divergence>
void evaluation(benchmark::State& state) {
  using Tile = eigen::Tile<Real, 2, tile_size(2)>;
  const auto model = as<Real>(ring());
  const FlowField<Real, VpSde, std::decay_t<decltype(model)>> field(sde, model);
  const eigen::FlushToZero guard;
  const Tile x = eigen::TileNoise<Tile>(seed, Purpose::prior, 0)();
  Tile dxdt;
  std::vector<typename Tile::PerSample> integral(1);
  const auto now = field.at(0.3);
  for (auto _ : state) {
    if constexpr (with_divergence)
      ExactDivergence{}.derivatives(field, now, x, {}, dxdt, integral);
    else
      evaluate(field, now, x, dxdt);
    benchmark::DoNotOptimize(dxdt.number[0]);
    benchmark::ClobberMemory();
  }
  count(state, tile_size(2), 1);
}

// Errors and evaluations at the tolerances 1e-3 to 1e-8.
template <class Norm>
void accuracy(benchmark::State& state) {
  sampling_at<double>(state, at<Norm>(std::pow(10, -static_cast<double>(state.range(0)))));
}
template <class Norm>
void likelihood_accuracy(benchmark::State& state) {
  likelihood_at<double>(state, at<Norm>(std::pow(10, -static_cast<double>(state.range(0)))));
}

// Cost against samples, and on two threads.
void samples(benchmark::State& state) {
  double evaluations = 0;
  for (auto _ : state)
    evaluations = flow<float>(at(1e-5), static_cast<std::uint64_t>(state.range(0))).effort.mean_nfe;
  count(state, static_cast<double>(state.range(0)), evaluations);
}
void data_points(benchmark::State& state) {
  const Eigen::ArrayX2f x =
      data<float>((state.range(0) + points - 1) / points).topRows(state.range(0));
  double evaluations = 0;
  for (auto _ : state) evaluations = density<float>(x, at(1e-5)).effort.mean_nfe;
  count(state, static_cast<double>(state.range(0)), evaluations);
}
void sampling_on(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(
        flow<float>(at(1e-5), 1 << 18, static_cast<int>(state.range(0))).x.data());
}
void likelihood_on(benchmark::State& state) {
  const auto x = data<float>(10);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        density<float>(x, at(1e-5), static_cast<int>(state.range(0))).log_density.data());
}

BENCHMARK(sampling<float>)->Unit(benchmark::kMillisecond);
BENCHMARK(sampling<double>)->Unit(benchmark::kMillisecond);
BENCHMARK(likelihood<float, ExactDivergence>)->Unit(benchmark::kMillisecond);
BENCHMARK(likelihood<double, ExactDivergence>)->Unit(benchmark::kMillisecond);
BENCHMARK(likelihood<float, Hutchinson<>>)->Unit(benchmark::kMillisecond);

BENCHMARK(evaluation<float, false>);
BENCHMARK(evaluation<double, false>);
BENCHMARK(evaluation<float, true>);
BENCHMARK(evaluation<double, true>);

#define AT_TOLERANCES(...) \
  BENCHMARK(__VA_ARGS__)->ArgName("digits")->DenseRange(3, 8)->Unit(benchmark::kMillisecond)
AT_TOLERANCES(accuracy<RootMeanSquare>);
AT_TOLERANCES(accuracy<LargestElement>);
AT_TOLERANCES(likelihood_accuracy<RootMeanSquare>);
AT_TOLERANCES(likelihood_accuracy<LargestElement>);

#define OF_SIZES(name) \
  BENCHMARK(name)->RangeMultiplier(10)->Range(1000, 1'000'000)->Unit(benchmark::kMillisecond)
OF_SIZES(samples);
OF_SIZES(data_points);

#define ON_THREADS(name)                                                      \
  BENCHMARK(name)->ArgName("threads")->DenseRange(1, 2)->UseRealTime()->Unit( \
      benchmark::kMillisecond)
ON_THREADS(sampling_on);
ON_THREADS(likelihood_on);

// A row of five doubles a point: the prior's normals, the true sample, and the true log-density of
// that sample rounded to float.
void write_points(const std::string& path) {
  using Noise = eigen::BatchNoise<double, 2>;
  Eigen::Array<double, Eigen::Dynamic, 5, Eigen::RowMajor> rows(points, 5);
  rows.leftCols<2>() = Noise(seed, Purpose::prior, 0, points, 2, 0)().array;
  rows.middleCols<2>(2) = true_samples();
  rows.col(4) = true_densities();
  std::ofstream file(path, std::ios::binary);
  file.exceptions(std::ios::failbit | std::ios::badbit);
  file.write(reinterpret_cast<const char*>(rows.data()),
             static_cast<std::streamsize>(sizeof(double)) * rows.size());
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::string_view option = "--points=";
  if (argc == 2 && std::string_view(argv[1]).starts_with(option)) {
    write_points(argv[1] + option.size());
    return 0;
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
