// expect: TextReturnsNext.*end with: return next\(mean, noise\);
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MySolver {  // moves nothing
  template <class Real>
  struct Text {
    Real step_size;
    template <scoresde::Value V>
    constexpr void operator()(V& x, const auto& score, auto&, const auto&) const {
      const V s = score(x);
      const V moved = x + step_size * s;
    }
  };
  auto step(const auto&, const scoresde::Interval&) const { return Text<double>{0.1}; }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), Identity{}, MySolver{},
         Cpu<2>{.samples = 1000}, 7);
}
