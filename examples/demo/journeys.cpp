// Noise on its way to data. Far from the data the plane is wide, so every picture of a time t shows
// as much of it as the samples fill then.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <scoresde/odeint/odeint.hpp>

#include "lettering.hpp"
#include "sheet.hpp"
#include "theme.hpp"
#include "toy_data.hpp"
#include "toy_demo.hpp"

namespace demo {

namespace {

using Recorder = scoresde::Recorder<float, 2>;

// The flow from where the recorded samples start, at the same times: dense output does for a picture.
Recorder along_flow(const auto& sde, const Recorder& recorded, const Request& request) {
  using namespace scoresde;
  const auto grid = uniform(sde, recorded.steps()).times();
  Recorder flow(request.samples, recorded.steps());
  flow(0, 0, recorded[0]);
  const Cpu<2> cpu{.samples = static_cast<std::uint64_t>(request.samples),
                   .threads = request.threads};
  sample_flow(sde, ring(), Adaptive{.between = DenseOutput{}}, cpu, request.seed,
              FlowOptions{.eps = grid.back(), .times = {grid.begin() + 1, grid.end()}},
              [&](int i, std::uint64_t first, const auto& x) { flow(i + 1, first, x); });
  return flow;
}

double half_width(const auto& sde, double t) {
  return std::hypot(2.6 * sde.alpha(t), 2.8 * sde.sigma(t));
}
// The time at which the noise is so many times the data.
double time_of(const auto& sde, double noise_to_data) {
  return sde.time_of_half_log_snr(-std::log(noise_to_data));
}
// The step of an even grid that starts there.
int step_at(const auto& sde, const std::vector<double>& times, double noise_to_data) {
  return static_cast<int>(
      std::lround((times[0] - time_of(sde, noise_to_data)) / (times[0] - times[1])));
}
std::string at_time(double t) {
  char text[32];
  std::snprintf(text, sizeof text, "t = %.2f", t);
  return text;
}

template <class... C>
auto point(C... coordinates) {
  scoresde::Point<double, sizeof...(C)> made;
  int d = 0;
  ((made[d++] = coordinates), ...);
  return made;
}

constexpr double film_ratios[] = {5, 1.5, 0.6, 0.25};  // of noise to data

template <class S>
void draw_film(Sheet& sheet, int row, const S& sde, const Recorder& recorded) {
  const int steps = recorded.steps();
  const auto times = uniform(sde, steps).times();
  const auto show = [&](int column, int step) {
    const double t = times[static_cast<std::size_t>(step)];
    Panel panel = sheet.panel(row, column, square(half_width(sde, t)));
    panel.cloud(recorded[step].cast<double>());
    panel.label(at_time(t));
    panel.scale_bar();
  };
  show(0, 0);
  for (int k = 0; k < 4; ++k) show(k + 1, step_at(sde, times, film_ratios[k]));
  show(5, steps);
}

// Left the first coordinate against time, over its exact density; right the same in the plane.
template <class S>
void draw_trajectories(Canvas& canvas, int row, const S& sde, const Recorder& recorded) {
  const Ring mixture = ring();
  scoresde::IsotropicMixture<1, 8> shadow{.weights = mixture.weights, .variance = mixture.variance};
  for (std::size_t k = 0; k < 8; ++k) shadow.means[k] = {mixture.means[k][0]};

  const int steps = recorded.steps();
  const auto times = uniform(sde, steps).times();
  const double top = 90 + row * 272, size = 260;
  Panel wide(canvas, {96, top, 700, size}, {times.front(), -1, times.back(), 1});
  double prepared_at = -1;
  decltype(shadow.prepare(sde, 0.5)) prepared;
  const auto density = [&](double t, double y) {
    if (t != prepared_at) prepared = shadow.prepare(sde, prepared_at = t);
    return half_width(sde, t) *
           std::exp(shadow.log_density(prepared, point(y * half_width(sde, t))));
  };
  wide.field(density, 0.6);
  Panel plane(canvas, {810, top, size, size}, square(1));
  plane.field(
      [&](double x, double y) {
        const double width = half_width(sde, times.back());
        const auto at_end = mixture.prepare(sde, times.back());
        return std::exp(mixture.log_density(at_end, point(x * width, y * width)));
      },
      0.35);

  const Colour colours[] = {theme::amber, theme::cyan, theme::rose, theme::green, theme::text};
  for (Eigen::Index i = 0; i < 5; ++i) {
    const Colour& colour = colours[i];
    Points over_time(steps + 1, 2), in_plane(steps + 1, 2);
    for (int k = 0; k <= steps; ++k) {
      const double t = times[static_cast<std::size_t>(k)];
      in_plane.row(k) = recorded[k].row(i).cast<double>() / half_width(sde, t);
      over_time.row(k) << t, in_plane(k, 0);
    }
    wide.path(over_time, colour);
    // from faint to strong
    for (int k = step_at(sde, times, 2); k < steps; k += 10)
      plane.path(in_plane.middleRows(k, std::min(11, steps + 1 - k)), colour,
                 0.15 + 0.8 * std::pow(static_cast<double>(k) / steps, 2));
    plane.dots(in_plane.bottomRows(1), theme::text);
  }
  write(canvas, name_of(sde), {80, top + size / 2 + 6}, 13, theme::text, Align::right);
}

// The exact score over the exact density.
template <class S>
void draw_score(Sheet& sheet, int row, const S& sde) {
  const Ring mixture = ring();
  int column = 0;
  for (const double noise_to_data : {1.5, 0.6, 0.2}) {
    const double t = time_of(sde, noise_to_data), width = half_width(sde, t);
    const auto prepared = mixture.prepare(sde, t);
    Panel panel = sheet.panel(row, column++, square(width));
    panel.field(
        [&](double x, double y) { return std::exp(mixture.log_density(prepared, point(x, y))); });
    for (int i = -7; i <= 7; ++i)
      for (int j = -7; j <= 7; ++j) {
        const double x = i * width / 7.6, y = j * width / 7.6;
        const auto score = mixture(prepared, point(x, y));
        const double pull = sde.sigma(t) * std::hypot(score[0], score[1]);
        panel.arrow(x, y, score[0], score[1], 24 * pull / (1 + pull), theme::text);
      }
    panel.label(at_time(t));
    panel.scale_bar();
  }
}

}  // namespace

void draw_journeys(Session& session) {
  const std::vector<std::string> sdes = {"VE", "VP", "sub-VP"};
  Sheet film("noise turns into data",
             {"noise", "noise 5 : 1 data", "1.5 : 1", "0.6 : 1", "0.25 : 1", "data"}, sdes, 220);
  Sheet field("the score points to where the data are",
              {"noise 1.5 : 1 data", "0.6 : 1", "0.2 : 1"}, sdes, 320);
  const auto titled = [](const std::string& title) {
    Canvas canvas(1100, 940, theme::background);
    write(canvas, title, {96, 44}, 17, theme::text);
    write(canvas, "first coordinate, from noise (t = 1) to data (t = 0)", {96, 76}, 10.5,
          theme::faint);
    write(canvas, "in the plane, from noise 2 : 1 data", {810, 76}, 10.5, theme::faint);
    return canvas;
  };
  Canvas trajectories = titled("trajectories of the reverse SDE");
  Canvas flows = titled("the probability flow from the same noise");

  int row = 0;
  for_each_sde([&](const auto& sde) {
    show_progress("trajectories: " + name_of(sde));
    const Request request{20'000, 250, session.options.seed, session.options.threads};
    const Recorder recorder(request.samples, request.steps);
    draw(sde, ring(), scoresde::Identity{}, request, recorder);
    draw_film(film, row, sde, recorder);
    draw_trajectories(trajectories, row, sde, recorder);
    draw_trajectories(flows, row, sde, along_flow(sde, recorder, request));
    draw_score(field, row, sde);
    ++row;
  });
  session.files.add("noise_to_data.png", film.png());
  session.files.add("trajectories.png", trajectories.png());
  session.files.add("flow_trajectories.png", flows.png());
  session.files.add("score_field.png", field.png());
}

}  // namespace demo
