// How probable is each point of the plane? By the flow to the prior and the divergence on the way,
// beside the mixture's own density and the difference of the two: what is left of the tolerance,
// and of the prior that stands in for the law of the noise.
#include <algorithm>
#include <chrono>
#include <scoresde/odeint/odeint.hpp>

#include "sheet.hpp"
#include "toy_data.hpp"
#include "toy_demo.hpp"

namespace demo {

namespace {

const Axis below_peak{-14, 0};                     // log-densities, in nats
const Axis off_by{1e-6, 0.1, Scale::logarithmic};  // differences of them

Eigen::ArrayXd levels_of(const Eigen::ArrayXd& values, const Axis& axis) {
  return values.unaryExpr([&](double value) { return axis.share(value); });
}

}  // namespace

void draw_likelihood(Session& session) {
  using namespace scoresde;
  using Clock = std::chrono::steady_clock;
  const Ring mixture = ring();
  const Window window = square(2.8);
  Sheet sheet(
      {.title = "The log-likelihood of each point of the plane",
       .columns = {{"by the flow", 300}, {"the truth", 300}, {"how far apart they are", 300}},
       .rows = {"VE", "VP", "sub-VP"},
       .height = 300,
       .caption =
           "By the flow: log p by the probability flow ODE, tolerance 1e-6, from the data to the "
           "prior, and the divergence on the way. The truth: the mixture's own log p. Where the "
           "density lies more than 14 nats below its peak, the left panels are dark. What keeps "
           "the two apart is mainly the prior, which is not quite the law of the noise at t = 1; "
           "along the dark creases the difference changes its sign, and the fine streaks around "
           "the origin are what the integrator's tolerance leaves.",
       .below = 62});
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
    const double peak = truth.maxCoeff();
    by_flow.levels(levels_of(found.log_density - peak, below_peak));
    sheet.panel(row, 1, window).levels(levels_of(truth - peak, below_peak));
    sheet.panel(row, 2, window).levels(levels_of(difference.abs().max(1e-30), off_by));

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
  sheet.colour_bar(0, 1, "log p, in nats below the density's peak", below_peak);
  sheet.colour_bar(2, 2, "absolute difference in nats", off_by);
  session.files.add("likelihood.png", sheet.png());
}

}  // namespace demo
