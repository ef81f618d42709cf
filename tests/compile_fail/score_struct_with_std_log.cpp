// expect: an element is not one number: call exp, log, sqrt, sin, cos, max without std::
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MyScore {
  using Prediction = scoresde::Score;
  double prepare(const auto&, double t) const { return t; }
  template <class Real, class E>
  scoresde::Point<E, 2> operator()(Real t, const scoresde::Point<E, 2>& x) const {
    return scoresde::Point<E, 2>(-x[0] * t, std::log(x[1]));
  }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, MyScore{}, uniform(VpSde{}, 10), EulerMaruyama{}, Langevin{},
         Cpu<2>{.samples = 1000}, 7);
}
