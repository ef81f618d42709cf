// expect: model\(.*prepared.*x\)
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MyModel {
  using Prediction = scoresde::Score;
  double prepare(const auto&, double t) const { return t; }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, MyModel{}, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{},
         Cpu<2>{.samples = 1000}, 7);
}
