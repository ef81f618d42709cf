// Accuracy against steps: on the mixture the truth is known. The predictor's error goes with the
// steps. Langevin mends a part of it, but has an error of its own, which more steps do not take
// away: its step size follows from its signal-to-noise ratio, and so does the error (see
// docs/solvers.md).
#include <algorithm>

#include "sheet.hpp"
#include "sliced_w2.hpp"
#include "toy_data.hpp"
#include "toy_demo.hpp"

namespace demo {

namespace {

constexpr int step_counts[] = {10, 20, 50, 100, 200, 500, 1000};

Colour colour_of(const std::string& sde) {
  return sde == "VE" ? theme::amber : sde == "VP" ? theme::cyan : theme::rose;
}

// A line over steps.
struct Curve {
  Key key;
  std::vector<double> steps = {}, values = {};
};

// Logarithmic, from the least of all values to the greatest and somewhat beyond.
Axis axis_around(const std::vector<double>& values, double room) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return {*least / room, *most * room, Scale::logarithmic};
}

// The curves over the band of what perfect samples reach, over a few seeds.
void draw_chart(Sheet& sheet, int column, const std::string& title,
                const std::vector<Curve>& curves, const std::vector<double>& perfect) {
  std::vector<double> values = perfect;
  std::vector<Key> keys;
  for (const Curve& curve : curves) {
    keys.push_back(curve.key);
    for (const double value : curve.values)
      if (value > 0) values.push_back(value);
  }
  const auto [least, most] = std::minmax_element(perfect.begin(), perfect.end());
  sheet.head(0, column, title, theme::text);
  Panel panel = sheet.panel(0, column, {axis_around({10, 1000}, 1.08), axis_around(values, 1.25)});
  panel.band(*least, *most, theme::faint);
  for (const Curve& curve : curves) {
    Points line(static_cast<Eigen::Index>(curve.steps.size()), 2);
    line << Eigen::Map<const Eigen::ArrayXd>(curve.steps.data(), line.rows()),
        Eigen::Map<const Eigen::ArrayXd>(curve.values.data(), line.rows());
    panel.path(line, curve.key.stroke);
    panel.dots(line, curve.key.stroke.colour);
  }
  keys.push_back({"perfect samples", {theme::faint, 0.25, 10}});
  panel.legend(keys);
}

}  // namespace

void draw_accuracy(Session& session) {
  const Ring mixture = ring();
  Request request = session.request(200'000);
  const int threads = request.threads;
  const Slices truth(draw_evenly(mixture, request.samples, session.options.seed + 1), threads);
  std::vector<double> perfect_distances, perfect_errors;
  for (std::uint64_t k = 2; k < 10; ++k) {
    const Points drawn = draw_exactly(mixture, request.samples, session.options.seed + k);
    perfect_distances.push_back(sliced_w2(truth, Slices(drawn, threads)));
    perfect_errors.push_back(mode_weights_error(mixture, drawn));
  }

  std::vector<Curve> distances, errors;
  std::string csv = "sde,predictor,corrector,steps,nfe,sliced_w2,mode_weights_error\n";
  const auto measure = [&](const auto& sde, const auto& corrector, const std::string& name,
                           const Stroke& stroke) {
    Curve distance{{name_of(sde) + (name == "Identity" ? "" : " + " + name), stroke}};
    Curve error = distance;
    for (const int steps : step_counts) {
      show_progress("accuracy: " + distance.key.name + ", " + std::to_string(steps) + " steps");
      request.steps = steps;
      auto [points, run] = draw(sde, mixture, corrector, request);
      run.data = "mixture";
      run.corrector = name;
      if (run.finite) {
        run.sliced_w2 = sliced_w2(truth, Slices(points, threads));
        run.mode_weights_error = mode_weights_error(mixture, points);
        for (Curve* curve : {&distance, &error}) curve->steps.push_back(steps);
        distance.values.push_back(*run.sliced_w2);
        error.values.push_back(*run.mode_weights_error);
        csv += run.sde + "," + run.predictor + "," + run.corrector + "," + std::to_string(steps) +
               "," + std::to_string(run.nfe) + "," + scoresde::shortest(*run.sliced_w2) + "," +
               scoresde::shortest(*run.mode_weights_error) + "\n";
      }
      session.runs.push_back(to_json(run));
    }
    distances.push_back(distance);
    errors.push_back(error);
  };
  for_each_sde([&](const auto& sde) {
    for_each_corrector([&](const auto& corrector) {
      const bool alone = name_of(corrector) == "Identity";
      measure(sde, corrector, name_of(corrector),
              {colour_of(name_of(sde)), 1, alone ? 1.6 : 2, alone});
    });
  });
  const double half = scoresde::Langevin{}.snr / 2;
  measure(scoresde::VpSde{}, scoresde::Langevin{.snr = half}, "Langevin with half the snr",
          {theme::green, 1, 2});

  Sheet sheet(
      {.title = "Accuracy against steps",
       .columns = {{"", 540}, {"", 540}},
       .rows = {""},
       .height = 450,
       .caption =
           "Each dot is a run of " + std::to_string(request.samples) +
           " samples, by reverse diffusion with as many steps. The band is what as many "
           "perfect samples reach, for eight seeds: within such a band dots rise and fall "
           "by chance, and all together, for all runs share their noise. The predictor's "
           "own error shrinks with its steps. With Langevin, one step of it before each, "
           "it stops near 0.02: Langevin's step is as long as its signal-to-noise ratio "
           "(snr, 0.16) says, however many steps there are, and evens out the weights of the "
           "modes a little each time. Half the snr leaves less than half of that error. "
           "Measured with 8 million samples, VP in 200, 500 and 1000 steps: 0.025, 0.022 "
           "and 0.018 with snr 0.16; in 1000 steps 0.008 with snr 0.08, 0.005 without "
           "Langevin. So where a curve rises from 500 to 1000 steps, that is chance.",
       .above = 30});
  draw_chart(sheet, 0, "sliced W2 to the mixture", distances, perfect_distances);
  draw_chart(sheet, 1, "error of the mode weights", errors, perfect_errors);
  session.files.add("accuracy.png", sheet.png());
  session.files.add("accuracy.csv", csv);
}

}  // namespace demo
