// expect: Batch
#include <scoresde/cuda/on_host.hpp>
#include <scoresde/scoresde.hpp>

int main() {  // a thread holds one sample
  using namespace scoresde;
  const auto model = predicts_on_batch<Score>([](const auto& x, double) { return -1.0 * x; });
  sample(VpSde{}, model, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{},
         CudaOnHost<2>{.samples = 1000}, 7);
}
