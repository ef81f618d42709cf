// expect: give the model and its place one type of number
#include <scoresde/cuda/whole_batch_on_host.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const std::vector<double> numbers(6, 1);
  struct {
    using Scalar = double;
    std::ptrdiff_t rows() const { return 3; }
    std::ptrdiff_t cols() const { return 2; }
    double operator()(std::ptrdiff_t i, std::ptrdiff_t d) const {
      return static_cast<double>(i - d);
    }
  } data;
  sample(VpSde{}, CudaDataSetOnHost<double>(data), uniform(VpSde{}, 10), EulerMaruyama{},
         Identity{}, CudaWholeBatchOnHost<float>{.samples = 1000, .dimension = 2}, 7);
}
