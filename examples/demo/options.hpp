// The command line.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "columns.hpp"

namespace demo {

struct Options {
  std::optional<std::filesystem::path> data = {};
  Reading reading = {};
  std::optional<int> samples = {};
  int steps = 200;
  std::uint64_t seed = 1;
  int threads = 0;  // all cores
  std::string out = "demo-output";
  std::optional<double> bandwidth = {};
};

// The options, or the exit code where --help was asked for (0) or a value is bad (2), after saying
// so.
std::variant<Options, int> parse(int argc, char** argv);

}  // namespace demo
