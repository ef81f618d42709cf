// expect: an element is not one number: in place of a condition write choose
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MyScore {
  using Prediction = scoresde::Score;
  double prepare(const auto&, double t) const { return t; }
  template <class Real, class E>
  scoresde::Point<E, 2> operator()(Real, const scoresde::Point<E, 2>& x) const {
    return x[0] >= 1 ? x : scoresde::Point<E, 2>(x[1], x[0]);
  }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, MyScore{}, uniform(VpSde{}, 10), EulerMaruyama{}, Langevin{},
         WholeBatch<double, 2>{.samples = 1000}, 7);
}
