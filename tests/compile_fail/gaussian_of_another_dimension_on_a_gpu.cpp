// expect: put a model of D coordinates on a place of D
#include <scoresde/cuda/on_host.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  sample(VpSde{}, Gaussian<3>{}, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{},
         CudaOnHost<2>{.samples = 1000}, 7);
}
