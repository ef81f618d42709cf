// expect: model\.prepare\(sde, t\)
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MyModel {
  using Prediction = scoresde::Score;
  template <class X>
  X operator()(double, const X& x) const {
    return x;
  }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, MyModel{}, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{},
         Cpu<2>{.samples = 1000}, 7);
}
