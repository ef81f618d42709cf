// expect: put a model of D coordinates on a place of D
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicMixture<3, 2>{}, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{},
         Cpu<2>{.samples = 1000}, 7);
}
