// expect: put a solver over the whole batch on WholeBatch or Replay
#include <scoresde/cuda/on_host.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), EulerMaruyama{},
         Repeated{LangevinOver<OverBatch>{}, 2}, CudaOnHost<2>{.samples = 1000}, 7);
}
