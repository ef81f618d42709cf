// expect: must be plain to travel to a GPU
#include <scoresde/cuda/on_host.hpp>
#include <scoresde/scoresde.hpp>

int main() {  // its numbers are vectors
  using namespace scoresde;
  sample(VpSde{}, IsotropicMixture<2>{}, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{},
         CudaOnHost<2>{.samples = 1000}, 7);
}
