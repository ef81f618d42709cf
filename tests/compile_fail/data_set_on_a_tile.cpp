// expect: put a model of the whole batch on WholeBatch or Replay
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  sample(VpSde{}, DataSet(Eigen::ArrayX3f::Random(9, 3)), uniform(VpSde{}, 10), EulerMaruyama{},
         Identity{}, Cpu<3>{.samples = 1000}, 7);
}
