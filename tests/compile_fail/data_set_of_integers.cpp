// expect: a DataSet's numbers are float or double: of integers say which
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  const scoresde::DataSet score(Eigen::ArrayX3i::Ones(9, 3), 0.1);
}
