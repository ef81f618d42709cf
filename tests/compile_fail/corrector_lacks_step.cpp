// expect: solver\.step\(sde, interval\)
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MySolver {
  auto move(const auto&, const scoresde::Interval&) const { return scoresde::symbol::x; }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), Identity{}, MySolver{},
         Cpu<2>{.samples = 1000}, 7);
}
