// expect: put a model of D coordinates on a place of D, such as WholeBatch<Real, D>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicMixture<3, 2>{}, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{},
         WholeBatch<float>{.samples = 1000, .dimension = 3}, 7);
}
