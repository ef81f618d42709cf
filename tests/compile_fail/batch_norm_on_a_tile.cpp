// expect: put a solver over the whole batch on WholeBatch or Replay
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {  // a tile does not know the whole batch
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), EulerMaruyama{},
         LangevinOver<OverBatch>{}, Cpu<2>{.samples = 1000}, 7);
}
