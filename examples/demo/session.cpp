#include "session.hpp"

#include <unistd.h>

#include <iostream>

#include "sliced_w2.hpp"

namespace demo {

namespace {

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace

Json to_json(const Run& run) {
  Json json = {{"data", run.data},
               {"sde", run.sde},
               {"predictor", run.predictor},
               {"corrector", run.corrector},
               {"steps", run.steps},
               {"samples", run.samples},
               {"nfe", run.nfe},
               {"seconds", run.seconds},
               {"ns_per_sample_step", run.ns_per_sample_step()},
               {"sliced_w2", or_null(run.sliced_w2)},
               {"mode_weights_error", or_null(run.mode_weights_error)},
               {"finite", run.finite}};
  if (run.bandwidth) json["bandwidth"] = *run.bandwidth;
  return json;
}

void show_progress(const std::string& now) {
  static const bool watched = isatty(STDERR_FILENO) != 0;
  if (watched) std::cerr << "\r\033[K" << now << std::flush;
}

std::string Session::report() const {
  Json json = {{"seed", options.seed},
               {"threads", options.threads},
               {"sliced_w2_directions", Slices::directions},
               {"runs", runs}};
  if (!input.empty()) json["input"] = input;
  if (!warnings.empty()) json["warnings"] = warnings;
  if (!likelihoods.empty()) json["likelihoods"] = likelihoods;
  // names of groups may hold any bytes
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace demo
