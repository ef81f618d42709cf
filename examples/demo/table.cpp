#include "table.hpp"

#include <cmath>
#include <cstdio>

namespace demo {

namespace {

template <class... V>
std::string formatted(const char* format, const V&... values) {
  char line[256];
  std::snprintf(line, sizeof line, format, values...);
  return line;
}

double number(const Json& json) { return json.is_null() ? NAN : json.get<double>(); }
std::string word(const Json& json) { return json.get<std::string>(); }

// The run of one kind with as many steps as were asked for, the first of them.
const Json* find(const Session& session, const std::string& data, const std::string& sde,
                 const std::string& corrector) {
  for (const Json& run : session.runs)
    if (run["data"] == data && run["sde"] == sde && run["corrector"] == corrector) return &run;
  return nullptr;
}

}  // namespace

std::string toy_table(const Session& session) {
  std::string table = formatted(
      "sliced W2 between samples and data, %d steps          ns per sample and step\n"
      "%-8s%-16s%9s%9s%9s%14s%16s\n",
      session.options.steps, "SDE", "corrector", "mixture", "moons", "spiral", "checkerboard",
      "(mixture)");
  for (const std::string sde : {"VE", "VP", "sub-VP"})
    for (const std::string corrector : {"Identity", "Langevin"}) {
      table += formatted("%-8s%-16s", sde.c_str(), corrector.c_str());
      for (const std::string data : {"mixture", "moons", "spiral", "checkerboard"})
        if (const Json* run = find(session, data, sde, corrector))
          table +=
              formatted(data == "checkerboard" ? "%14.3f" : "%9.3f", number((*run)["sliced_w2"]));
      if (const Json* run = find(session, "mixture", sde, corrector))
        table += formatted("%16.2f\n", number((*run)["ns_per_sample_step"]));
    }
  table += formatted("\n%-24s%24s%14s%14s\n", "log-likelihood by flow", "off by, nats (mean)",
                     "evaluations", "us a point");
  for (const Json& run : session.likelihoods)
    table +=
        formatted("%-24s%24.5f%14.0f%14.2f\n", word(run["sde"]).c_str(), number(run["mean_error"]),
                  number(run["mean_nfe"]), number(run["us_per_point"]));
  return table;
}

std::string own_points_table(const Session& session) {
  std::string table = formatted("%-20s%8s%11s%11s%11s%8s%8s\n", "group", "points", "bandwidth",
                                "sliced W2", "bootstrap", "ratio", "apart");
  for (const Json& run : session.runs)
    table += formatted("%-20s%8ld%11.4f%11.4f%11.4f%8.2f%7.1f%%\n", word(run["data"]).c_str(),
                       run["data_points"].get<long>(), number(run["bandwidth"]),
                       number(run["sliced_w2"]), number(run["bootstrap_sliced_w2"]),
                       number(run["sliced_w2_ratio"]), 100 * number(run["share_apart"]));
  return table;
}

}  // namespace demo
