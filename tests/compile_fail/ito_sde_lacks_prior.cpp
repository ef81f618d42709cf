// expect: sde\.prior\(\)
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MySde {
  template <class P>
  P drift(const P& x, double) const {
    return x;
  }
  template <class P>
  P diffusion(const P& x, double) const {
    return x;
  }
  scoresde::TimeDomain time_domain() const { return {1e-3}; }
};

int main() {
  using namespace scoresde;
  sample(ito(MySde{}), predicts<Score>([](const auto& x, double) { return x; }),
         uniform(VpSde{}, 10), EulerMaruyama{}, Identity{}, Cpu<2>{.samples = 1000}, 7);
}
