// How probable is each point of the plane? By the flow to the prior and the divergence on the way,
// beside the mixture's own density and the difference of the two: what is left of the tolerance,
// and of the prior that stands in for the law of the noise.
#include <algorithm>
#include <chrono>
#include <scoresde/odeint/odeint.hpp>

#include "sheet.hpp"
#include "theme.hpp"
#include "toy_data.hpp"
#include "toy_demo.hpp"

namespace demo {

namespace {

constexpr double range = 14;  // nats from the brightest to the dark

// Light in log p.
std::vector<double> heat(const Eigen::ArrayXd& log_density, double peak) {
  std::vector<double> level;
  for (const double l : log_density) level.push_back(1 + (l - peak) / range);
  return level;
}
// From 1e-6 nats to a tenth.
std::vector<double> heat_of_difference(const Eigen::ArrayXd& difference) {
  std::vector<double> level;
  for (const double d : difference) level.push_back((std::log10(std::abs(d) + 1e-30) + 6) / 5);
  return level;
}

}  // namespace

void draw_likelihood(Session& session) {
  using namespace scoresde;
  using Clock = std::chrono::steady_clock;
  const Ring mixture = ring();
  const Window window = square(2.8);
  Sheet sheet("the log-likelihood of each point of the plane",
              {"by the flow, the last 14 nats", "the truth", "difference, 1e-6 to 0.1 nats"},
              {"VE", "VP", "sub-VP"}, 300);
  int row = 0;
  for_each_sde([&](const auto& sde) {
    show_progress("likelihood: " + name_of(sde));
    Panel by_flow = sheet.panel(row, 0, window);
    const Points points = by_flow.centres();
    const auto start = Clock::now();
    const auto found = log_likelihood(sde, mixture, points, Adaptive{.atol = 1e-6, .rtol = 1e-6},
                                      Cpu<2, double>{.threads = session.options.threads});
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();

    Eigen::ArrayXd truth(points.rows());
    const auto now = mixture.prepare(sde, 1e-5);  // where the flow starts
    for (Eigen::Index i = 0; i < points.rows(); ++i)
      truth[i] = mixture.log_density(now, Point<double, 2>(points(i, 0), points(i, 1)));
    const Eigen::ArrayXd difference = found.log_density - truth;
    by_flow.levels(heat(found.log_density, truth.maxCoeff()));
    sheet.panel(row, 1, window).levels(heat(truth, truth.maxCoeff()));
    sheet.panel(row, 2, window).levels(heat_of_difference(difference));

    const Eigen::ArrayXd weight = truth.exp() / truth.exp().sum();  // the mean over the mixture
    const double count = static_cast<double>(points.rows());
    session.likelihoods.push_back({{"data", "mixture"},
                                   {"sde", name_of(sde)},
                                   {"points", points.rows()},
                                   {"tolerance", 1e-6},
                                   {"mean_nfe", found.effort.mean_nfe},
                                   {"seconds", seconds},
                                   {"us_per_point", 1e6 * seconds / count},
                                   {"mean_error", (weight * difference.abs()).sum()},
                                   {"failures", found.failures.size()}});
    ++row;
  });
  session.files.add("likelihood.png", sheet.png());
}

}  // namespace demo
