// expect: k2
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct BackwardHeun {
  auto step(const scoresde::LinearSde auto&, const scoresde::Interval& i) const {
    using namespace scoresde::symbol;
    const double h = i.u - i.t;
    const auto k1 = flow(x + h * k2, i.t);
    const auto k2 = flow(x + h * k1, i.u);
    return x + h / 2 * (k1 + k2);
  }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), BackwardHeun{}, Identity{},
         Cpu<2>{.samples = 1000}, 7);
}
