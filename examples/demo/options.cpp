#include "options.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <limits>
#include <scoresde/sde/validate.hpp>

namespace demo {

namespace {

constexpr const char* about =
    "Turns noise into data by reversing a stochastic differential equation, with exact scores.\n"
    "Without --data: a mixture of Gaussians, two moons, a spiral and a checkerboard.\n"
    "With --data: new points shaped like yours, for each group of them.\n"
    "Writes pictures and report.json.\n";

// An option that is a number in [low, high].
template <class Number, class Target>
CLI::Option* add_number(CLI::App& app, const std::string& name, Target& target, Number low,
                        Number high, const std::string& description) {
  const auto read = [=, &target](const std::string& text) {
    Number value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    std::ostringstream set;
    set << "[" << low << ", " << high << "]";
    scoresde::require(error == std::errc() && stop == end && value >= low && value <= high,
                      name.c_str(), text, set.str());
    target = value;
  };
  return app.add_option_function<std::string>(name, read, description)->type_name("NUMBER");
}

void add_options(CLI::App& app, Options& options) {
  app.add_option_function<std::string>(
         "--data", [&](const std::string& file) { options.data = file; },
         "your points: two columns of numbers, with a header\nor without, ; or , between them")
      ->type_name("POINTS.csv");
  app.add_option("--group", options.group,
                 "the column that names the group of each point,\nby its number or name")
      ->needs("--data")
      ->type_name("COLUMN");
  add_number(app, "--samples", options.samples, 1, 10'000'000,
             "new points a run (default: 200000 of the mixture,\n10000 of each set; of yours as "
             "many as there are,\nat most 10000)");
  add_number(app, "--steps", options.steps, 1, 10'000'000, "time steps a run")
      ->default_str(std::to_string(options.steps));
  add_number(app, "--bandwidth", options.bandwidth, 1e-4, 1e4,
             "deviation of the blur of each datum (default: 0.05;\nfor yours in deviations of a "
             "column, and from the\ndistances between neighbours)");
  add_number<std::uint64_t>(app, "--seed", options.seed, 0,
                            std::numeric_limits<std::uint64_t>::max(),
                            "of the noise: the same seed, the same points")
      ->default_str(std::to_string(options.seed));
  add_number(app, "--threads", options.threads, 0, 1024, "0 for all cores")
      ->default_str(std::to_string(options.threads));
  app.add_option("--out", options.out, "where the pictures and the report go")
      ->type_name("FOLDER")
      ->default_str(options.out);
}

}  // namespace

std::variant<Options, int> parse(int argc, char** argv) {
  Options options;
  CLI::App app(about, "scoresde_demo");
  app.get_formatter()->column_width(28);
  add_options(app, options);
  try {
    app.parse(argc, argv);
    return options;
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "scoresde_demo: " << error.what() << " (--help lists the options)\n";
    return 2;
  }
}

}  // namespace demo
