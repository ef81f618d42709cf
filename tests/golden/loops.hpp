// The recorded predictor-corrector loops of the published code, by the solvers that they name.
#pragma once
#include "golden.hpp"

namespace scoresde::test {

inline const GoldenFile& loops_file() { return golden("pc_sampler"); }
inline int loop_steps() { return std::stoi(loops_file().metadata("N_pc")); }

// A recorded loop, "<sde>.<predictor>+<corrector>[_pf][_nodenoise]".
struct Loop {
  std::string name, predictor, corrector;
  bool flow, denoised;
};
inline bool remove(std::string& name, const std::string& tail) {
  const bool there = name.ends_with(tail);
  if (there) name.resize(name.size() - tail.size());
  return there;
}
inline std::vector<Loop> loops(const std::string& sde) {
  std::vector<Loop> made;
  for (const auto& [tensor, values] : loops_file().tensors()) {
    std::string name = tensor;
    if (!name.starts_with(sde + ".") || name.find('+') == std::string::npos ||
        !remove(name, ".x_out"))
      continue;
    std::string solvers = name.substr(sde.size() + 1);
    const bool denoised = !remove(solvers, "_nodenoise"), flow = remove(solvers, "_pf");
    const std::size_t plus = solvers.find('+');
    made.push_back({name, solvers.substr(0, plus), solvers.substr(plus + 1), flow, denoised});
  }
  return made;
}

inline void with_predictor(const Loop& loop, const auto& f) {
  if (loop.predictor == "euler_maruyama" && !loop.flow)
    f(EulerMaruyama{});
  else if (loop.predictor == "reverse_diffusion" && !loop.flow)
    f(ReverseDiffusion{});
  else if (loop.predictor == "reverse_diffusion" && loop.flow)
    f(ProbabilityFlow<ReverseDiffusion>{});
  else if (loop.predictor == "ancestral_sampling" && !loop.flow)
    f(Ancestral{});
  else if (loop.predictor == "none" && !loop.flow)
    f(Identity{});
  else
    FAIL(loop.name, ": a predictor that is not compared");
}
inline void with_corrector(const Loop& loop, const auto& f) {
  const double snr = std::stod(loops_file().metadata("snr"));
  if (loop.corrector == "langevin")
    f(LangevinOver<OverBatch>{snr});
  else if (loop.corrector == "ald")
    f(AnnealedLangevin{snr});
  else if (loop.corrector == "none")
    f(Identity{});
  else
    FAIL(loop.name, ": a corrector that is not compared");
}

}  // namespace scoresde::test
