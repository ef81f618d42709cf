// The score is that of the data, each datum blurred by a bandwidth. The new points should be as
// near to the data as data drawn again (the bootstrap) without being data again, and as near to a
// datum as the data are to each other: report.json says all three.
#include "own_points.hpp"

#include <cstdio>

#include "contact_sheet.hpp"
#include "fit.hpp"
#include "outliers.hpp"
#include "points_file.hpp"

namespace demo {

namespace {

constexpr Eigen::Index most_centres = 2000;  // of more data, so many carry the score
constexpr Eigen::Index most_judged = 500;    // new points a seed, when the fit is measured
constexpr int seeds = 20, resamples = 200;

// A group as messages call it, and how its columns are standardised.
struct Source {
  std::string name;
  Standard standard;

  Source(const PointsFile& from, const Group& group)
      : name(from.file + (group.name.empty() ? "" : ", group " + csv::in_quotes(group.name))),
        standard(group.points, name,
                 {from.layout.name_of(from.layout.x), from.layout.name_of(from.layout.y)}) {}
};

// Points as they are compared with the data: without outliers that were kept, which would outweigh
// all others in every mean, in deviations of what is left.
class Comparison {
 public:
  Comparison(const Group& group, const std::string& name)
      : near_(without(group, outliers(group.points).rows)),
        all_near_(near_.points.rows() == group.points.rows()),
        standard_(near_.points, name) {}

  Points data() const { return standard_.of(near_.points); }
  // Those within three times the range of the data, if others are kept.
  Points of(const Points& points) const {
    if (all_near_) return standard_.of(points);
    const Eigen::Array2d low = near_.points.colwise().minCoeff().transpose(),
                         high = near_.points.colwise().maxCoeff().transpose();
    std::vector<Eigen::Index> rows;
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      const Eigen::Array2d point = points.row(i).transpose();
      if ((point >= 2 * low - high).all() && (point <= 2 * high - low).all()) rows.push_back(i);
    }
    return standard_.of(points(rows, Eigen::all));
  }

 private:
  Group near_;
  bool all_near_;
  Standard standard_;
};

struct Fit {
  Points drawn;
  Json report;
};

Fit fit(const Session& session, const Group& group, const Source& source) {
  const Options& options = session.options;
  const Standard& standard = source.standard;
  const Points data = standard.of(group.points);
  const Points centres = thinned(data, most_centres, options.seed);
  const double bandwidth = options.bandwidth ? *options.bandwidth : bandwidth_of(centres);

  const auto score = smoothed(centres, bandwidth);
  const auto draw_new = [&](const Request& request) {
    return draw(scoresde::VpSde{}, score, scoresde::Langevin{}, request);
  };
  auto [points, run] = draw_new(session.request(std::min<Eigen::Index>(data.rows(), 10'000)));

  // How well that fits, with seeds of their own.
  const Comparison comparison(group, source.name);
  const Points compared = comparison.data();
  const Slices slices(compared);
  Request request{std::min(data.rows(), most_judged), options.steps, options.seed, options.threads};
  double distance = 0, apart = 0, to_datum = 0;
  for (int k = 0; k < seeds; ++k) {
    ++request.seed;
    const Points fresh = draw_new(request).points;
    const Points near = comparison.of(standard.undo(fresh));
    distance += near.rows() > 0 ? sliced_w2(slices, Slices(near)) / seeds
                                : std::numeric_limits<double>::infinity();
    const std::vector<double> to_data = distances_to_data(fresh, centres);
    apart += share_apart(to_data, bandwidth / 10) / seeds;
    to_datum += median(to_data) / seeds;
  }
  const double bootstrap =
      bootstrap_distance(compared, slices, request.samples, resamples, options.seed);

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
  report["neighbour_ratio"] = to_datum / neighbour_distance(centres);
  report["share_apart"] = apart;
  return {standard.undo(points), report};
}

// What of the data was not taken, for the report and for the user.
struct Left {
  static constexpr std::size_t most = 1000;  // lines and values that are named

  std::vector<long> lines = {};
  std::vector<std::string> values = {};  // each once

  Json json() const {
    return {
        {"rows", lines.size()},
        {"lines", std::vector(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(
                                                                 std::min(most, lines.size())))},
        {"values", values}};
  }
};

// The outliers of all groups, which are taken from them unless they are to be kept.
Left find_outliers(PointsFile& file, bool keep) {
  Left found;
  for (Group& group : file.groups) {
    const Outliers outside = outliers(group.points);
    for (const Eigen::Index row : outside.rows)
      found.lines.push_back(group.lines[static_cast<std::size_t>(row)]);
    for (const double value : outside.values) {
      if (found.values.size() == Left::most) break;
      const std::string text = csv::written(value, file.dialect.decimal);
      if (std::find(found.values.begin(), found.values.end(), text) == found.values.end())
        found.values.push_back(text);
    }
    if (!keep && !outside.rows.empty()) group = without(group, outside.rows);
  }
  std::sort(found.lines.begin(), found.lines.end());
  return found;
}

// What was read, and what a user must know of it.
void report_input(Session& session, const PointsFile& file, const Left& outside) {
  const TableLayout& layout = file.layout;
  const bool keep = session.options.reading.keep_outliers;
  Json columns = {{"x", layout.name_of(layout.x)}, {"y", layout.name_of(layout.y)}};
  if (layout.group) columns["group"] = layout.name_of(*layout.group);
  session.input = {{"file", file.file},          {"rows", file.rows},
                   {"columns", columns},         {"without_number", Left{file.incomplete}.json()},
                   {"outliers", outside.json()}, {"outliers_kept", keep}};

  for (const std::string& warning : layout.warnings) session.warnings.push_back(warning);
  const auto rows = [&](std::size_t count) {
    return std::to_string(count) + " of " + std::to_string(file.rows) + " rows ";
  };
  if (!file.incomplete.empty())
    session.warnings.push_back(
        rows(file.incomplete.size()) +
        "without a number for x or y left out: " + named_lines(file.incomplete));
  if (!outside.lines.empty()) {
    constexpr std::size_t most = 5;
    std::string values;
    for (std::size_t i = 0; i < std::min(most, outside.values.size()); ++i)
      values += (i == 0 ? "" : ", ") + outside.values[i];
    if (outside.values.size() > most) values += ", ...";
    session.warnings.push_back(
        rows(outside.lines.size()) + "far outside all others " + (keep ? "kept: " : "left out: ") +
        named_lines(outside.lines) + " (" + values + "); --missing " + outside.values.front() +
        " says that this stands for no number" + (keep ? "" : ", --keep-outliers keeps them"));
  }
}

// Whether the fit can be used: the data drawn again have ratios of about 1.
void judge(Session& session, const std::string& name, const Json& report) {
  const double ratio = report["sliced_w2_ratio"], neighbours = report["neighbour_ratio"];
  const auto bad = [](double value) { return !(value < 3); };
  char text[160];
  if (bad(ratio)) {
    std::snprintf(text, sizeof text, "sliced W2 to the data is %.3g times that of data drawn again",
                  ratio);
    session.warnings.push_back(name + ": the new points do not fit, their " + text +
                               " (more --steps, another --bandwidth)");
  }
  if (bad(neighbours)) {
    std::snprintf(text, sizeof text, "%.3g times as far from the data as the data from each other",
                  neighbours);
    session.warnings.push_back(name +
                               ": the new points do not show the finest structure, they are " +
                               text + " (more --steps, a smaller --bandwidth, --group)");
  }
}

}  // namespace

void draw_own_points(Session& session) {
  const Options& options = session.options;
  session.files.spare(*options.data, {"new_points.csv", "new_points.png", "report.json"});
  const std::string text = read_text(*options.data);
  PointsFile file = read_points(text, options.data->string(), options.reading);
  report_input(session, file, find_outliers(file, options.reading.keep_outliers));
  std::vector<Source> sources;  // all of them first, as some may be refused
  for (const Group& group : file.groups) sources.emplace_back(file, group);

  std::vector<Pair> pairs;
  std::vector<Points> all_drawn;
  for (const Group& group : file.groups) {
    const Source& source = sources[pairs.size()];
    show_progress("group " + std::to_string(pairs.size() + 1) + " of " +
                  std::to_string(file.groups.size()) + ": " + group.name);
    auto [drawn, report] = fit(session, group, source);
    judge(session, source.name, report);
    session.runs.push_back(report);
    all_drawn.push_back(drawn);
    pairs.push_back({group.name, group.points, drawn});
  }
  session.files.add("new_points.png", draw_contact_sheet(pairs));
  session.files.add("new_points.csv", to_csv(file, all_drawn));
}

}  // namespace demo
