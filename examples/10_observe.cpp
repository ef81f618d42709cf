// Watching a run: an observer sees the state before the first step and after each.
#include <cstdio>
#include <mutex>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>
#include <vector>

// One's own: the mean square at every step. Several threads call it at once, each with consecutive
// samples, one a row, from the index `first` on.
struct SumsOfSquares {
  mutable std::vector<double> at_step;
  mutable std::mutex adding = {};

  void operator()(int step, std::uint64_t /*first*/, const auto& samples) const {
    const double sum = samples.template cast<double>().square().sum();
    const std::scoped_lock lock(adding);
    at_step[static_cast<std::size_t>(step)] += sum;
  }
};

int main() {
  using namespace scoresde;
  const VeSde sde;
  const IsotropicMixture<2, 2> score{
      .means = {{{-1, 0}, {2, 1}}}, .weights = {0.3, 0.7}, .variance = 0.04};
  const int samples = 10'000, steps = 200;

  const SumsOfSquares squares{std::vector<double>(steps + 1)};
  const Recorder<float, 2> recorder(3, steps);  // the library's: trajectories of the first samples
  sample(sde, score, uniform(sde, steps), EulerMaruyama{}, Identity{}, Cpu<2>{.samples = samples},
         10, CorrectorFirst{}, [&](int step, std::uint64_t first, const auto& values) {
           squares(step, first, values);
           recorder(step, first, values);
         });

  for (int step = 0; step <= steps; step += steps / 4)
    std::printf("step %3d: root mean square %4.1f, sample 0 at (%5.1f, %5.1f)\n", step,
                std::sqrt(squares.at_step[static_cast<std::size_t>(step)] / (2 * samples)),
                recorder[step](0, 0), recorder[step](0, 1));
}

// Expected output:
// step   0: root mean square 50.2, sample 0 at ( 11.5,  36.9)
// step  50: root mean square  6.2, sample 0 at (  2.2,  -1.8)
// step 100: root mean square  1.6, sample 0 at (  2.7,   1.9)
// step 150: root mean square  1.4, sample 0 at (  2.2,   1.3)
// step 200: root mean square  1.4, sample 0 at (  2.4,   1.2)
