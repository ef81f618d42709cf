// expect: an element is not one number: .* 1 - 2 / \(exp\(2 \* x\) \+ 1\) for tanh
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const auto score = predicts<Score>([](const auto& x, double) {
    auto s = x;
    s[0] = std::tanh(x[1]);
    return s;
  });
  sample(VpSde{}, score, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{}, Cpu<2>{.samples = 1000},
         7);
}
