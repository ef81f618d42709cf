// expect: a step is linear in its symbols
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MySolver {
  auto step(const scoresde::LinearSde auto& sde, const scoresde::Interval& i) const {
    using namespace scoresde::symbol;
    const double h = i.t - i.u, g = sde.diffusion(i.t);
    return std::sqrt(x);
  }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), MySolver{}, Identity{},
         Cpu<2>{.samples = 1000}, 7);
}
