// What does the exact score of a data set cost beside the two matrix products that it cannot do
// without? 10 000 data in 784 dimensions, float32, one thread: x m^T (batch x 784 x 10 000) and
// back. Eigen's own products hold batch x 10 000 numbers; the score must not.
#include <benchmark/benchmark.h>

#include <random>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

namespace {

using Matrix = Eigen::MatrixXf;
constexpr Eigen::Index data_count = 10000, dimension = 784;

// Pictures of a kind: numbers in [0, 1], most of them dark.
Matrix numbers(Eigen::Index rows, unsigned seed) {
  std::mt19937 bits(seed);
  std::uniform_real_distribution<float> uniform(0, 1);
  return Matrix::NullaryExpr(rows, dimension, [&] {
    const float u = uniform(bits);
    return u * u * u * u;
  });
}

void eigen_products(benchmark::State& state) {
  const Eigen::Index batch = state.range(0);
  const Matrix data = numbers(data_count, 1), x = numbers(batch, 2);
  Matrix weight(batch, data_count), centre(batch, dimension);
  for (auto _ : state) {
    weight.noalias() = x * data.transpose();
    benchmark::DoNotOptimize(weight.data());
    centre.noalias() = weight * data;
    benchmark::DoNotOptimize(centre.data());
  }
  state.SetItemsProcessed(state.iterations() * batch);
}

// t near 1: all data weigh alike; near 0: one of them has all the weight.
void data_set_score(benchmark::State& state, double t) {
  const Eigen::Index batch = state.range(0);
  const scoresde::VpSde sde;
  const scoresde::DataSet model(numbers(data_count, 1), 0.1);
  const auto prepared = model.prepare(sde, t);
  const scoresde::Batch<float> x(numbers(batch, 2).array());
  for (auto _ : state) benchmark::DoNotOptimize(model(prepared, x).array.data());
  state.SetItemsProcessed(state.iterations() * batch);
}
void data_set_score_early(benchmark::State& state) { data_set_score(state, 0.9); }
void data_set_score_late(benchmark::State& state) { data_set_score(state, 0.01); }

#define ON_BATCHES(name) \
  BENCHMARK(name)->ArgName("batch")->Arg(256)->Arg(512)->Arg(1024)->Unit(benchmark::kMillisecond)
ON_BATCHES(eigen_products);
ON_BATCHES(data_set_score_early);
ON_BATCHES(data_set_score_late);

}  // namespace

BENCHMARK_MAIN();
