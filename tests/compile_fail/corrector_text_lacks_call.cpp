// expect: text\(x, predict, noise, next\)
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MySolver {
  template <class Real>
  struct Text {
    Real step_size;
  };
  auto step(const auto&, const scoresde::Interval&) const { return Text<double>{0.1}; }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), Identity{}, MySolver{},
         Cpu<2>{.samples = 1000}, 7);
}
