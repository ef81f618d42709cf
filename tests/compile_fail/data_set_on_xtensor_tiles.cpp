// expect: put a model of the whole batch on WholeBatch or Replay
#include <scoresde/eigen/data_set.hpp>
#include <scoresde/xtensor/xtensor.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  sample_flow(VpSde{}, DataSet(xt::xtensor<float, 2>::from_shape({9, 3})), DormandPrince{},
              XtensorCpu<3>{.samples = 1000}, 7);
}
