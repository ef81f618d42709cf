// expect: an element is not one number: in place of a condition write choose
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const auto score = predicts<Score>([](const auto& x, double) {
    auto s = x;
    if (x[0] > 0) s[0] = -x[0];
    return s;
  });
  sample(VpSde{}, score, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{},
         Cpu<2>{.samples = 1000}, 7);
}
