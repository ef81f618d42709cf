// expect: TextReturnsNext.*end with: return next\(mean, noise\);
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MySolver {  // keeps its prediction, calls next, and returns nothing
  template <class Real>
  struct Text {
    static constexpr int memories = 1;
    Real step_size;
    template <scoresde::Value V>
    constexpr void operator()(V& x, const auto& score, auto&, const auto& next,
                              std::array<V, 1>& kept) const {
      const V s = score(x);
      if (step_size > 0) next(x + step_size * s - step_size / 2 * kept[0]);
      kept[0] = s;
    }
  };
  auto step(const auto&, const scoresde::Interval&) const { return Text<double>{0.1}; }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), MySolver{}, Identity{},
         WholeBatch<double, 2>{.samples = 1000}, 7, PredictorFirst{});
}
