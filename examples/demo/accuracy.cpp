// Accuracy against steps: on the mixture the truth is known. The predictor's error goes with the
// steps. Langevin mends a part of it, but has an error of its own, which more steps do not take
// away: its step size follows from its signal-to-noise ratio (a smaller one lessens the error).
#include <algorithm>
#include <cstdio>

#include "chart.hpp"
#include "lettering.hpp"
#include "sliced_w2.hpp"
#include "theme.hpp"
#include "toy_data.hpp"
#include "toy_demo.hpp"

namespace demo {

namespace {

constexpr int step_counts[] = {10, 20, 50, 100, 200, 500, 1000};

Colour colour_of(const std::string& sde) {
  return sde == "VE" ? theme::amber : sde == "VP" ? theme::cyan : theme::rose;
}

// What independent perfect samples reach, over a few seeds.
Band perfect(const std::vector<double>& values) {
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return {"perfect samples", *least, *most};
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
  for_each_sde([&](const auto& sde) {
    for_each_corrector([&](const auto& corrector) {
      const bool alone = name_of(corrector) == "Identity";
      Curve distance{
          name_of(sde) + (alone ? "" : " + Langevin"), {}, {}, colour_of(name_of(sde)), alone};
      Curve error = distance;
      for (const int steps : step_counts) {
        show_progress("accuracy: " + distance.name + ", " + std::to_string(steps) + " steps");
        request.steps = steps;
        auto [points, run] = draw(sde, mixture, corrector, request);
        run.data = "mixture";
        if (run.finite) {
          run.sliced_w2 = sliced_w2(truth, Slices(points, threads));
          run.mode_weights_error = mode_weights_error(mixture, points);
          for (Curve* curve : {&distance, &error}) curve->x.push_back(steps);
          distance.y.push_back(*run.sliced_w2);
          error.y.push_back(*run.mode_weights_error);
          char numbers[64];
          std::snprintf(numbers, sizeof numbers, ",%d,%ld,%.6g,%.6g\n", steps, run.nfe,
                        *run.sliced_w2, *run.mode_weights_error);
          csv += run.sde + "," + run.predictor + "," + run.corrector + numbers;
        }
        session.runs.push_back(to_json(run));
      }
      distances.push_back(distance);
      errors.push_back(error);
    });
  });

  Canvas canvas(1280, 640, theme::background);
  write(canvas, "accuracy against steps, " + std::to_string(request.samples) + " samples", {80, 44},
        17, theme::text);
  draw_chart(canvas, {80, 110, 520, 450}, "sliced W2 to the mixture", "steps", distances,
             perfect(perfect_distances));
  draw_chart(canvas, {710, 110, 520, 450}, "error of the mode weights", "steps", errors,
             perfect(perfect_errors));
  session.files.add("accuracy.png", canvas.png());
  session.files.add("accuracy.csv", csv);
}

}  // namespace demo
