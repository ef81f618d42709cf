// expect: FlowOfSamples
#include <scoresde/cuda/on_host.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  log_likelihood(VpSde{}, IsotropicGaussian{}, cuda::HostSamples<double, 2>(3), DormandPrince{},
                 CudaOnHost<2>{.samples = 3});
}
