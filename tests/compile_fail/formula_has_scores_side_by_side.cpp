// expect: say which is first
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct Ambiguous {  // which of the two comes first?
  auto step(const scoresde::LinearSde auto&, const scoresde::Interval& i) const {
    using namespace scoresde::symbol;
    return x + score(x, i.t) + score(2 * x, i.u);
  }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), Ambiguous{}, Identity{},
         Cpu<2>{.samples = 1000}, 7);
}
