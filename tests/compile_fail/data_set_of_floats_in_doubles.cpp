// expect: give the model and its place one type of number
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  sample(VpSde{}, DataSet(Eigen::ArrayX3f::Random(9, 3)), uniform(VpSde{}, 10), EulerMaruyama{},
         Identity{}, WholeBatch<double>{.samples = 1000, .dimension = 3}, 7);
}
