// expect: a model of the whole batch needs a divergence of its own
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const auto network = predicts_on_batch<Score>([](const auto& x, double) { return x; });
  const Eigen::ArrayXXd data = Eigen::ArrayXXd::Zero(10, 2);
  log_likelihood(VpSde{}, network, data, RungeKutta4{10}, WholeBatch<double>{.dimension = 2});
}
