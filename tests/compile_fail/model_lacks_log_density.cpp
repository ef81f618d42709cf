// expect: log_density
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const auto network = predicts<Score>([](const auto& x, double) { return x; });
  const Eigen::ArrayXXd data = Eigen::ArrayXXd::Zero(10, 2);
  log_likelihood(VpSde{}, network, data, RungeKutta4{10}, Cpu<2>{}, 0,
                 LikelihoodOptions{.end = ModelAtEnd{}});
}
