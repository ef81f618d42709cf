// W1 (benchmarks/README.md) on one core by the Eigen backend's lanes: what w1_on_gpu is compared
// with. One JSON object, the median of seven runs.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numbers>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  IsotropicMixture<2, 8> ring{.variance = 0.09};
  ring.weights.fill(1.0 / 8);
  for (std::size_t k = 0; k < 8; ++k) {
    const double angle = std::numbers::pi / 4 * static_cast<double>(k);
    ring.means[k] = {4 * std::cos(angle), 4 * std::sin(angle)};
  }
  const VpSde sde;
  const auto grid = uniform(sde, 1000);
  std::vector<double> ns;
  for (int turn = 0; turn < 7; ++turn) {
    const auto start = std::chrono::steady_clock::now();
    const auto result = sample(sde, ring, grid, EulerMaruyama{}, Identity{},
                               Cpu<2>{.samples = 98304, .threads = 1}, 1);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    ns.push_back(result.status ? took.count() / (98304.0 * 1000) : 0);
  }
  std::ranges::sort(ns);
  std::printf("{\"name\": \"w1 one core float\", \"ns_per_sample_step\": %.6g}\n", ns[3]);
}
