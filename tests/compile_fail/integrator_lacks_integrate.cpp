// expect: HasIntegrate
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct Impatient {
  double atol = 1e-5;
};

int main() {
  using namespace scoresde;
  sample_flow(VpSde{}, IsotropicGaussian{}, Impatient{}, Cpu<2>{.samples = 1000}, 7);
}
