// expect: sde\.time_of_half_log_snr\(l\)
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MySde {
  double drift(double) const { return 0; }
  double diffusion(double t) const { return t; }
  double alpha(double) const { return 1; }
  double sigma(double t) const { return t; }
  double half_log_snr(double t) const { return -t; }
  scoresde::Normal prior() const { return {1}; }
  scoresde::TimeDomain time_domain() const { return {1e-3}; }
};

int main() {
  using namespace scoresde;
  sample(MySde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{},
         Cpu<2>{.samples = 1000}, 7);
}
