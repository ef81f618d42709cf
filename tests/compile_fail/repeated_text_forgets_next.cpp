// expect: TextReturnsNext.*end with: return next\(mean, noise\);
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MySolver {  // assigns the state itself, and leaves the mean as it was
  template <class Real>
  struct Text {
    Real step_size;
    template <scoresde::Value V>
    constexpr void operator()(V& x, const auto& score, auto&, const auto&) const {
      const V s = score(x);
      x = x + step_size * s;
    }
  };
  auto step(const auto&, const scoresde::Interval&) const { return Text<double>{0.1}; }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), Identity{}, Repeated{MySolver{}, 3},
         Cpu<2>{.samples = 1000}, 7);
}
