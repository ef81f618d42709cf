// Noise on its way to data. Far from the data the plane is wide, so every picture of a time t shows
// as much of it as the samples fill then.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <scoresde/odeint/odeint.hpp>

#include "sheet.hpp"
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
  };
  show(0, 0);
  for (int k = 0; k < 4; ++k) show(k + 1, step_at(sde, times, film_ratios[k]));
  show(5, steps);
}

// The data's root mean square in a coordinate.
constexpr double spread = 1.422;  // sqrt((2^2 + 2 x 0.15^2) / 2)

// What x is divided by at time t, so that noise is as wide as the data, and data are as they are.
double scale_at(const auto& sde, double t) {
  return std::hypot(sde.alpha(t), sde.sigma(t) / spread);
}

// Left the first coordinate against time, over its exact density; right the same in the plane.
template <class S>
void draw_trajectories(Sheet& sheet, int row, const S& sde, const Recorder& recorded) {
  const Ring mixture = ring();
  scoresde::IsotropicMixture<1, 8> shadow{.weights = mixture.weights, .variance = mixture.variance};
  for (std::size_t k = 0; k < 8; ++k) shadow.means[k] = {mixture.means[k][0]};

  const int steps = recorded.steps();
  const auto times = uniform(sde, steps).times();
  const Axis across{-3.6, 3.6};
  Panel wide = sheet.panel(row, 0, {{times.front(), times.back()}, across});
  double prepared_at = -1;
  decltype(shadow.prepare(sde, 0.5)) prepared;
  wide.field(
      [&](double t, double y) {
        if (t != prepared_at) prepared = shadow.prepare(sde, prepared_at = t);
        return scale_at(sde, t) *
               std::exp(shadow.log_density(prepared, point(y * scale_at(sde, t))));
      },
      0.6);
  Panel plane = sheet.panel(row, 1, {across, across});
  const auto at_end = mixture.prepare(sde, times.back());
  plane.field(
      [&](double x, double y) { return std::exp(mixture.log_density(at_end, point(x, y))); }, 0.35);

  const Colour colours[] = {theme::amber, theme::cyan, theme::rose, theme::green, theme::text};
  for (Eigen::Index i = 0; i < 5; ++i) {
    const Colour& colour = colours[i];
    Points over_time(steps + 1, 2), in_plane(steps + 1, 2);
    for (int k = 0; k <= steps; ++k) {
      const double t = times[static_cast<std::size_t>(k)];
      in_plane.row(k) = recorded[k].row(i).cast<double>() / scale_at(sde, t);
      over_time.row(k) << t, in_plane(k, 0);
    }
    wide.path(over_time, {colour});
    // from faint to strong
    for (int k = step_at(sde, times, 2); k < steps; k += 10)
      plane.path(in_plane.middleRows(k, std::min(11, steps + 1 - k)),
                 {colour, 0.15 + 0.8 * std::pow(static_cast<double>(k) / steps, 2)});
    plane.dots(in_plane.bottomRows(1), theme::text);
  }
}

// Of an arrow, in pixels: grows with the score times sigma and stays below the arrows' distance.
double arrow_length(double pull) { return 24 * pull / (1 + pull); }

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
        panel.arrow(x, y, score[0], score[1], arrow_length(pull), theme::text);
      }
    panel.label(at_time(t));
  }
}

void draw_arrow_key(Sheet& sheet) {
  const Box room = sheet.room_below(0, 2);
  Place at{room.left, room.top + 24};
  sheet.picture().write("length of an arrow where sigma |score| is", at, 12.5, theme::text);
  at.x += width_of("length of an arrow where sigma |score| is", 12.5) + 30;
  for (const double pull : {0.25, 0.5, 1.0, 2.0, 4.0}) {
    Panel key(sheet.picture(), {at.x - 17, at.y - 21, 34, 34},
              {{-1, 1, Scale::unnumbered}, {-1, 1, Scale::unnumbered}});
    key.arrow(0, 0, 1, 0, arrow_length(pull), theme::text);
    char number[16];
    std::snprintf(number, sizeof number, "%g", pull);
    sheet.picture().write(number, {at.x + 24, at.y}, 12.5, theme::text);
    at.x += 96;
  }
}

}  // namespace

void draw_journeys(Session& session) {
  const std::vector<std::string> sdes = {"VE", "VP", "sub-VP"};
  Sheet film({.title = "Noise turns into data",
              .columns = {{"noise", 220},
                          {"noise 5 : 1 data", 220},
                          {"1.5 : 1", 220},
                          {"0.6 : 1", 220},
                          {"0.25 : 1", 220},
                          {"data", 220}},
              .rows = sdes,
              .height = 220,
              .caption =
                  "20 000 samples on their way, by reverse diffusion in 250 steps, at the times t "
                  "at which noise and data are in these proportions (sigma : alpha). The brighter, "
                  "the more samples. Mind the numbers on the axes: VE adds noise of deviation 50 "
                  "to the data, VP and sub-VP shrink the data and end at noise of deviation 1."});
  Sheet field({.title = "The score points to where the data are",
               .columns = {{"noise 1.5 : 1 data", 320}, {"0.6 : 1", 320}, {"0.2 : 1", 320}},
               .rows = sdes,
               .height = 320,
               .caption =
                   "Arrows: the score, the gradient of log p at time t. Colours: the density p, by "
                   "its square root, each panel by its own peak. Noise and data are in these "
                   "proportions (sigma : alpha) at time t.",
               .below = 44});
  const auto journeys = [&](const std::string& title, const std::string& what) {
    return Sheet(
        {.title = title,
         .columns = {{"first coordinate against time, from noise (t = 1) to data (t = 0)", 680},
                     {"in the plane, from noise 2 : 1 data on", 270}},
         .rows = sdes,
         .height = 270,
         .caption = what + " Colours: the exact density, of the first coordinate at each time "
                           "and of the data in the plane. Everything is shown divided by "
                           "(alpha^2 + sigma^2 / 2.02)^(1/2), which makes noise as wide as the "
                           "data, and is 1 at the end."});
  };
  Sheet trajectories = journeys("Trajectories of the reverse SDE",
                                "Five samples by reverse diffusion in 250 steps.");
  Sheet flows = journeys("Trajectories of the probability flow",
                         "Five samples from the same noise as those of the reverse SDE, by the "
                         "probability flow ODE: no noise on the way, and so no detours.");

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
  draw_arrow_key(field);
  session.files.add("noise_to_data.png", film.png());
  session.files.add("trajectories.png", trajectories.png());
  session.files.add("flow_trajectories.png", flows.png());
  session.files.add("score_field.png", field.png());
}

}  // namespace demo
