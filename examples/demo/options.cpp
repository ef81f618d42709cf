#include "options.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <limits>
#include <scoresde/value/require.hpp>

#include "table.hpp"

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
    scoresde::require(error == std::errc() && stop == end && value >= low && value <= high,
                      name.c_str(), text, "must lie in [", low, ", ", high, "]");
    target = value;
  };
  return app.add_option_function<std::string>(name, read, description)->type_name("NUMBER");
}

// One character, or a word for one that cannot be seen.
std::optional<char> separator(const std::string& text) {
  const bool one = text.size() == 1 && text != "\"" && text != "\n" && text != "\r";
  scoresde::require(one || text == "tab" || text == "blank", "--separator", text,
                    "must be one character, tab or blank");
  return text == "tab" ? '\t' : text == "blank" ? ' ' : text[0];
}

constexpr const char* of_data[] = {"--columns", "--group",     "--missing",   "--keep-outliers",
                                   "--header",  "--no-header", "--separator", "--decimal"};
void require_data_for(const CLI::App& app) {
  for (const char* name : of_data)
    if (app.count(name) > 0 && app.count("--data") == 0)
      throw std::invalid_argument(std::string(name) + " must come with --data");
}

void add_data_options(CLI::App& app, Options& options) {
  Reading& reading = options.reading;
  app.add_option_function<std::string>(
         "--data", [&](const std::string& file) { options.data = file; },
         "your points: a CSV file with two columns of numbers.\n"
         "Separator, decimal mark, header and an index before\n"
         "the columns are found out; new_points.csv has the\n"
         "same format. The next options are for these points")
      ->type_name("POINTS.csv");
  const auto text = [&](const std::string& name, const auto& take, const std::string& description,
                        const char* type) {
    app.add_option_function<std::string>(name, take, description)->type_name(type);
  };
  text(
      "--columns", [&](const std::string& value) { reading.columns = value; },
      "those of x and y, by name or number (which counts\nfrom 1): east,north or 2,3", "X,Y");
  text(
      "--group", [&](const std::string& value) { reading.group = value; },
      "the column that names the group of each point, by\nname or number", "COLUMN");
  app.add_option("--missing", reading.missing,
                 "a number or word that stands for no number, as NA,\n"
                 "nan, null, - and empty cells do in any case; such\n"
                 "rows are left out. May be given more than once")

      ->type_name("VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  const auto flag = [&](const char* name, const auto& take, const char* description) {
    app.add_flag_callback(name, take, description);
  };
  flag(
      "--keep-outliers", [&] { reading.keep_outliers = true; },
      "fit rows that are far outside all others too, which\nare else left out");
  flag(
      "--header", [&] { reading.header = true; },
      "the first row names the columns (default: where no\n"
      "numbers stand there, or 0,1 or the like over nothing\n"
      "but fractions or beside an index) ...");
  flag(
      "--no-header", [&] { reading.header = false; }, "... or is a point");
  text(
      "--separator", [&](const std::string& value) { reading.separator = separator(value); },
      "between cells: any character, tab, or blank for runs\nof blanks and tabs", "CHARACTER");
  text(
      "--decimal",
      [&](const std::string& value) {
        scoresde::require(value == "." || value == ",", "--decimal", value, "must be . or ,");
        reading.decimal = value[0];
      },
      "begins the fraction: . or ,", "MARK");
}

void add_options(CLI::App& app, Options& options) {
  add_data_options(app, options);
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
  app.footer(std::string("The table with --data:\n") + own_points_columns +
             "\nThe table without:\n" + toy_columns +
             "\nreport.json has a row for each run, with "
             "these columns and\n" +
             report_keys);
  try {
    app.parse(argc, argv);
    require_data_for(app);
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
