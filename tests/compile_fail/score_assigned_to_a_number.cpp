// expect: an element is not one number: call exp, log, sqrt, sin, cos, max without std::
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const auto score = predicts<Score>([](const auto& x, double) {
    auto s = x;
    const double first = x[0];
    s[0] = first * x[1];
    return s;
  });
  sample(VpSde{}, score, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{}, Cpu<2>{.samples = 1000},
         7);
}
