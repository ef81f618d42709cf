// One run of the library, timed and in the words of the report.
#pragma once
#include <chrono>
#include <optional>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>
#include <string>

#include "points.hpp"

namespace demo {

inline std::string name_of(const scoresde::VeSde&) { return "VE"; }
inline std::string name_of(const scoresde::VpSde&) { return "VP"; }
inline std::string name_of(const scoresde::SubVpSde&) { return "sub-VP"; }
inline std::string name_of(const scoresde::ReverseDiffusion&) { return "ReverseDiffusion"; }
inline std::string name_of(const scoresde::Langevin&) { return "Langevin"; }
inline std::string name_of(const scoresde::Identity&) { return "Identity"; }

struct Run {
  std::string data, sde, predictor, corrector;
  int steps = 0;
  Eigen::Index samples = 0;
  long nfe = 0;        // evaluations of the score a sample
  double seconds = 0;  // by the clock on the wall, with all threads
  bool finite = true;
  std::optional<double> sliced_w2 = {}, mode_weights_error = {}, bandwidth = {};

  double ns_per_sample_step() const {
    return 1e9 * seconds / (static_cast<double>(samples) * steps);
  }
};

struct Drawn {
  Points points;
  Run run;
};

struct Request {
  Eigen::Index samples;
  int steps;
  std::uint64_t seed;
  int threads;  // 0: all cores
};

// New points by the predictor-corrector sampler, denoised at the end. The steps are of equal length
// and so exist in any number; on the published grid VP's chain needs more than twenty.
template <class S, class M, class C, class Observer = scoresde::Nobody>
Drawn draw(const S& sde, const M& score, const C& corrector, const Request& request,
           const Observer& observer = {}) {
  using namespace scoresde;
  const ReverseDiffusion predictor;
  const Cpu<2> cpu{.samples = static_cast<std::uint64_t>(request.samples),
                   .threads = request.threads};
  const auto start = std::chrono::steady_clock::now();
  const auto result = sample(sde, score, uniform(sde, request.steps), predictor, corrector, cpu,
                             request.seed, CorrectorFirst{}, observer);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  return {result.mean.template cast<double>(),
          {.data = "",
           .sde = name_of(sde),
           .predictor = name_of(predictor),
           .corrector = name_of(corrector),
           .steps = request.steps,
           .samples = request.samples,
           .nfe = result.nfe,
           .seconds = taken.count(),
           .finite = static_cast<bool>(result.status)}};
}

// f(sde) for the three SDEs of the paper, f(corrector) for the predictor alone and corrected.
template <class F>
void for_each_sde(const F& f) {
  f(scoresde::VeSde{}), f(scoresde::VpSde{}), f(scoresde::SubVpSde{});
}
template <class F>
void for_each_corrector(const F& f) {
  f(scoresde::Identity{}), f(scoresde::Langevin{});
}

// The score of the points, each blurred by a Gaussian of deviation `bandwidth`.
inline auto smoothed(const Points& points, double bandwidth) {
  scoresde::IsotropicMixture<2, scoresde::dynamic> mixture{.variance = bandwidth * bandwidth};
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    mixture.means.push_back({points(i, 0), points(i, 1)});
  return mixture;
}

}  // namespace demo
