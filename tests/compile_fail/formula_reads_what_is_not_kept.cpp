// expect: reads kept<i> but its step does not keep
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct Forgetful {
  auto step(const scoresde::LinearSde auto&, const scoresde::Interval& i) const {
    using namespace scoresde::symbol;
    const auto s = score(x, i.t);
    return x + 0.1 * (s - kept<0>);
  }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), Forgetful{}, Identity{},
         Cpu<2>{.samples = 1000}, 7);
}
