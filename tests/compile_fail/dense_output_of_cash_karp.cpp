// expect: only Dormand and Prince's method has dense output: let `between` be ExtraStep
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  sample_flow(VpSde{}, IsotropicGaussian{},
              Adaptive{.method = CashKarp54{}, .between = DenseOutput{}}, Cpu<2>{.samples = 10}, 7);
}
