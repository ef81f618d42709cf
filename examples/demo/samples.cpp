// Data, noise and samples: a sheet for each set, with a row for each SDE.
#include <cstdio>

#include "sheet.hpp"
#include "sliced_w2.hpp"
#include "theme.hpp"
#include "toy_data.hpp"
#include "toy_demo.hpp"

namespace demo {

namespace {

void show(Panel panel, const Points& data) {
  if (data.rows() > 3000)
    panel.cloud(data);
  else
    panel.dots(data, theme::text);
}

// What all sheets have in common: a set, its score, and the judgement of its samples.
template <class M>
void draw_sheet(Session& session, const std::string& name, const Points& data, const M& score,
                const Request& request, const auto& judge) {
  const std::string steps = std::to_string(request.steps), count = std::to_string(request.samples);
  Sheet sheet({.title = "From noise to the " + name,
               .columns = {{"data", 280},
                           {"noise", 280},
                           {"predictor alone", 280},
                           {"predictor and corrector", 280}},
               .rows = {"VE", "VP", "sub-VP"},
               .height = 280,
               .caption = "Every panel but the data's shows " + count +
                          " points; the brighter, the more of them (by the square root, each panel "
                          "by its own brightest place). Noise: what each SDE starts from. "
                          "Predictor: reverse diffusion in " +
                          steps +
                          " steps. Corrector: Langevin, snr 0.16, once before each of them. W2: "
                          "the sliced Wasserstein-2 distance to the data, 0 at best."});
  const Window window = square(2.8);
  int row = 0;
  for_each_sde([&](const auto& sde) {
    show(sheet.panel(row, 0, window), data);
    Points noise(request.samples, 2);
    const auto keep_noise = [&](int step, std::uint64_t first, const auto& values) {
      if (step == 0)
        noise.middleRows(static_cast<Eigen::Index>(first), values.rows()) =
            values.template cast<double>();
    };
    int column = 2;
    for_each_corrector([&](const auto& corrector) {
      show_progress(name + ": " + name_of(sde) + ", " + name_of(corrector));
      Drawn drawn = draw(sde, score, corrector, request, keep_noise);
      drawn.run.data = name;
      judge(drawn);
      session.runs.push_back(to_json(drawn.run));
      Panel panel = sheet.panel(row, column++, window);
      panel.cloud(drawn.points);
      char distance[32];
      std::snprintf(distance, sizeof distance, "W2 %.3f", drawn.run.sliced_w2.value_or(NAN));
      panel.label(drawn.run.finite ? distance : "not finite");
    });
    sheet.panel(row, 1, square(3.6 * sde.prior().deviation)).cloud(noise);
    ++row;
  });
  session.files.add(name + ".png", sheet.png());
}

void draw_mixture(Session& session) {
  const Ring mixture = ring();
  const Request request = session.request(200'000);
  const Points data = draw_evenly(mixture, request.samples, session.options.seed);
  const Slices slices(data, request.threads);
  draw_sheet(session, "mixture", data, mixture, request, [&](Drawn& drawn) {
    if (!drawn.run.finite) return;
    drawn.run.sliced_w2 = sliced_w2(slices, Slices(drawn.points, request.threads));
    drawn.run.mode_weights_error = mode_weights_error(mixture, drawn.points);
  });
}

void draw_set(Session& session, const std::string& name, const Points& data) {
  // wide enough to close the gaps between a thousand points, narrow enough to keep the shape
  const double bandwidth = session.options.bandwidth.value_or(0.05);
  Request request = session.request(10'000);
  const Slices slices(data, request.threads);
  draw_sheet(session, name, data, smoothed(data, bandwidth), request, [&](Drawn& drawn) {
    drawn.run.bandwidth = bandwidth;
    if (drawn.run.finite)
      drawn.run.sliced_w2 = sliced_w2(slices, Slices(drawn.points, request.threads));
  });
}

}  // namespace

void draw_samples(Session& session) {
  const Eigen::Index data = 1000;
  const std::uint64_t seed = session.options.seed;
  draw_mixture(session);
  draw_set(session, "moons", two_moons(data, seed));
  draw_set(session, "spiral", spiral(data, seed));
  draw_set(session, "checkerboard", checkerboard(data, seed));
}

}  // namespace demo
