// What does the exact score of a data set cost beside what it cannot do without: two matrix
// products, x m^T (batch x D x data) and back, and an exponential for each sample and datum? In few
// and in many dimensions, float32. Eigen's own products and exponential hold batch x data numbers;
// the score must not. Does it cost a batch to score one sample, and do more threads help?
#include <benchmark/benchmark.h>

#include <random>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

namespace {

using Matrix = Eigen::MatrixXf;

// Pictures of a kind: numbers in [0, 1], most of them dark.
Matrix numbers(Eigen::Index rows, Eigen::Index dimension, unsigned seed) {
  std::mt19937 bits(seed);
  std::uniform_real_distribution<float> uniform(0, 1);
  return Matrix::NullaryExpr(rows, dimension, [&] {
    const float u = uniform(bits);
    return u * u * u * u;
  });
}
struct Size {
  Eigen::Index dimension, data, batch;
  explicit Size(const benchmark::State& state)
      : dimension(state.range(0)), data(dimension > 100 ? 10'000 : 2'000), batch(state.range(1)) {}
};
// The cost of a sample and a datum.
void count_pairs(benchmark::State& state, const Size& size) {
  state.counters["per_pair"] =
      benchmark::Counter(static_cast<double>(state.iterations() * size.batch * size.data),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void products_and_exponential(benchmark::State& state) {
  const Size size(state);
  const Matrix data = numbers(size.data, size.dimension, 1),
               x = numbers(size.batch, size.dimension, 2);
  Matrix weight(size.batch, size.data), centre(size.batch, size.dimension);
  for (auto _ : state) {
    weight.noalias() = x * data.transpose();
    weight.array() = (-0.01f * weight.array()).exp();
    benchmark::DoNotOptimize(weight.data());
    centre.noalias() = weight * data;
    benchmark::DoNotOptimize(centre.data());
  }
  count_pairs(state, size);
}

// t near 1: all data weigh alike; near 0: one of them has all the weight.
void score(benchmark::State& state, double t, int threads) {
  const Size size(state);
  const scoresde::VpSde sde;
  const scoresde::DataSet model(numbers(size.data, size.dimension, 1), 0.1, threads);
  const auto prepared = model.prepare(sde, t);
  const scoresde::Batch<float> x(numbers(size.batch, size.dimension, 2).array());
  for (auto _ : state) benchmark::DoNotOptimize(model(prepared, x).array.data());
  count_pairs(state, size);
}
void data_set_score_early(benchmark::State& state) { score(state, 0.9, 1); }
void data_set_score_late(benchmark::State& state) { score(state, 0.01, 1); }
void data_set_score_threads(benchmark::State& state) {
  score(state, 0.9, static_cast<int>(state.range(2)));
}

void sizes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"D", "batch"})->Unit(benchmark::kMillisecond);
  for (const int dimension : {2, 3, 16})
    for (const int batch : {1, 64, 512}) b->Args({dimension, batch});
  for (const int batch : {1, 64, 256, 512, 1024}) b->Args({784, batch});
}
BENCHMARK(products_and_exponential)->Apply(sizes);
BENCHMARK(data_set_score_early)->Apply(sizes);
BENCHMARK(data_set_score_late)->Apply(sizes);
BENCHMARK(data_set_score_threads)
    ->ArgNames({"D", "batch", "threads"})
    ->ArgsProduct({{3, 784}, {512}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
