// expect: Prediction
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MyModel {
  double prepare(const auto&, double t) const { return t; }
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
