// expect: 'run'|‘run’
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MyPlace {
  using Real = double;
  using Sample = scoresde::Point<double, 1>;
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{}, MyPlace{},
         7);
}
