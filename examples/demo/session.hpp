// What all parts of the demo share: what was asked for, and what there is to tell.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "draw.hpp"
#include "files.hpp"
#include "options.hpp"

namespace demo {

using Json = nlohmann::ordered_json;

Json to_json(const Run& run);

// Says what is being done, in one line of a terminal; anywhere else nothing is said.
void show_progress(const std::string& now);

struct Session {
  Options options;
  Files files;
  Json runs = Json::array(), likelihoods = Json::array(), input = {};
  std::vector<std::string> warnings = {};  // what a user must know of the data and the fit

  Request request(Eigen::Index samples) const {
    return {options.samples.value_or(static_cast<int>(samples)), options.steps, options.seed,
            options.threads};
  }
  std::string report() const;  // report.json
};

}  // namespace demo
