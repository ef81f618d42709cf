// expect: sde\.alpha\(t\)
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MySde {
  double drift(double) const { return 0; }
  double diffusion(double t) const { return t; }
  double sigma(double t) const { return t; }
  double half_log_snr(double t) const { return -t; }
  double time_of_half_log_snr(double l) const { return -l; }
  scoresde::Normal prior() const { return {1}; }
  scoresde::TimeDomain time_domain() const { return {1e-3}; }
};

int main() {
  using namespace scoresde;
  sample(MySde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{},
         Cpu<2>{.samples = 1000}, 7);
}
