// expect: a step size over the whole batch needs a place for it: WholeBatch
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  sample_flow(VpSde{}, IsotropicGaussian{}, Adaptive{.over = OverBatch{}}, Cpu<2>{.samples = 1000},
              7);
}
