// expect: has_probability_flow
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), ProbabilityFlow<Ancestral>{},
         Identity{}, Cpu<2>{.samples = 1000}, 7);
}
