// expect: whole_batch|Batch
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {  // a tile does not hold the whole batch
  using namespace scoresde;
  sample(VpSde{}, DataSet(Eigen::ArrayXXf::Zero(3, 2)), uniform(VpSde{}, 10), EulerMaruyama{},
         Identity{}, Cpu<2>{.samples = 1000}, 7);
}
