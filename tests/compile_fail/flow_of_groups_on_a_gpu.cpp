// expect: FlowOfSamples
#include <scoresde/cuda/on_host.hpp>
#include <scoresde/odeint/odeint.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  sample_flow(VpSde{}, IsotropicGaussian{}, Adaptive{}, CudaOnHost<2>{.samples = 1000}, 7);
}
