// The score is that of the data, each datum blurred by a bandwidth. The new points should be as
// near to the data as data drawn again (the bootstrap) without being data again: report.json says
// both.
#include "own_points.hpp"

#include <cstdio>

#include "contact_sheet.hpp"
#include "fit.hpp"

namespace demo {

namespace {

constexpr Eigen::Index most_centres = 2000;  // of more data, so many carry the score
constexpr Eigen::Index most_judged = 500;    // new points a seed, when the fit is measured
constexpr int seeds = 20, resamples = 200;

struct Fit {
  Points drawn;
  Json report;
};

Fit fit(const Session& session, const Group& group) {
  const Options& options = session.options;
  const std::string where =
      options.data->string() + (group.name.empty() ? "" : ", group " + csv::in_quotes(group.name));
  const Standard standard(group.points, where);
  const Points data = standard.of(group.points);
  const Points centres = thinned(data, most_centres, options.seed);
  const double bandwidth = options.bandwidth ? *options.bandwidth : bandwidth_of(centres);

  const auto score = smoothed(centres, bandwidth);
  const auto draw_new = [&](const Request& request) {
    return draw(scoresde::VpSde{}, score, scoresde::Langevin{}, request);
  };
  auto [points, run] = draw_new(session.request(std::min<Eigen::Index>(data.rows(), 10'000)));

  // How well that fits, with seeds of their own.
  const Slices slices(data);
  Request request{std::min(data.rows(), most_judged), options.steps, options.seed, options.threads};
  double distance = 0, apart = 0;
  for (int k = 0; k < seeds; ++k) {
    ++request.seed;
    const Points fresh = draw_new(request).points;
    distance += sliced_w2(slices, Slices(fresh)) / seeds;
    apart += share_apart(fresh, centres, bandwidth / 10) / seeds;
  }
  const double bootstrap =
      bootstrap_distance(data, slices, request.samples, resamples, options.seed);

  run.data = group.name;
  run.sliced_w2 = distance;
  run.bandwidth = bandwidth;
  Json report = to_json(run);
  report["data_points"] = data.rows();
  report["centres"] = centres.rows();
  report["mean"] = standard.mean;
  report["deviation"] = standard.deviation;
  report["seeds"] = seeds;
  report["bootstrap_resamples"] = resamples;
  report["bootstrap_sliced_w2"] = bootstrap;
  report["sliced_w2_ratio"] = distance / bootstrap;
  report["share_apart"] = apart;
  return {standard.undo(points), report};
}

std::string as_cell(const std::string& name) {
  if (name.find_first_of(";,\"\t ") == std::string::npos) return name;
  std::string cell = "\"";
  for (const char c : name) cell += c == '"' ? "\"\"" : std::string(1, c);
  return cell + '"';
}

}  // namespace

void draw_own_points(Session& session) {
  const std::vector<Group> groups = read_points(*session.options.data, session.options.group);
  const bool grouped = !session.options.group.empty();
  std::vector<Pair> pairs;
  std::string csv = grouped ? "group;x;y\n" : "x;y\n";
  for (const Group& group : groups) {
    show_progress("group " + std::to_string(pairs.size() + 1) + " of " +
                  std::to_string(groups.size()) + ": " + group.name);
    auto [drawn, report] = fit(session, group);
    session.runs.push_back(report);
    for (const auto& point : drawn.rowwise()) {
      char numbers[64];
      std::snprintf(numbers, sizeof numbers, "%.7g;%.7g\n", point[0], point[1]);
      csv += (grouped ? as_cell(group.name) + ";" : "") + numbers;
    }
    pairs.push_back({group.name, group.points, drawn});
  }
  session.files.add("new_points.png", draw_contact_sheet(pairs));
  session.files.add("new_points.csv", csv);
}

}  // namespace demo
