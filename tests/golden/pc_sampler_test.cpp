#include "mixture.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

const GoldenFile& file() { return golden("pc_sampler"); }
int steps() { return std::stoi(file().metadata("N_pc")); }

// A recorded loop, "<sde>.<predictor>+<corrector>[_pf][_nodenoise]".
struct Loop {
  std::string name, predictor, corrector;
  bool flow, denoised;
};
bool remove(std::string& name, const std::string& tail) {
  const bool there = name.ends_with(tail);
  if (there) name.resize(name.size() - tail.size());
  return there;
}
std::vector<Loop> loops(const std::string& sde) {
  std::vector<Loop> made;
  for (const auto& [tensor, values] : file().tensors()) {
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

void with_predictor(const Loop& loop, const auto& f) {
  if (loop.predictor == "euler_maruyama" && !loop.flow)
    f(EulerMaruyama{});
  else if (loop.predictor == "reverse_diffusion" && !loop.flow)
    f(ReverseDiffusion{});
  else if (loop.predictor == "reverse_diffusion" && loop.flow)
    f(ProbabilityFlow<ReverseDiffusion>{});
  else if (loop.predictor == "ancestral_sampling" && !loop.flow)
    f(Ancestral{});
  else if (loop.predictor == "none" && !loop.flow)
    f(None{});
  else
    FAIL(loop.name, ": a predictor that is not compared");
}
void with_corrector(const Loop& loop, const auto& f) {
  const double snr = std::stod(file().metadata("snr"));
  if (loop.corrector == "langevin")
    f(LangevinOver<OverBatch>{snr});
  else if (loop.corrector == "ald")
    f(AnnealedLangevin{snr});
  else if (loop.corrector == "none")
    f(None{});
  else
    FAIL(loop.name, ": a corrector that is not compared");
}

void check_loop(const auto& sde, const Loop& loop, const auto& predictor, const auto& corrector) {
  CAPTURE(loop.name);
  const Eigen::ArrayXXd prior = array(file().at(loop.name + ".z0"));
  std::vector<Eigen::ArrayXXd> normals =
      arrays(file().at(loop.name + ".z"), prior.rows(), prior.cols());
  // The published probability flow draws normals and multiplies them by zero; ours draws none.
  if (loop.flow) {
    REQUIRE(loop.corrector == "none");
    normals.clear();
  }
  const auto result = sample(sde, mixture(file()), published(sde, steps()), predictor, corrector,
                             Replay<double>{prior, normals}, 0);
  CHECK(static_cast<bool>(result.status));
  check_close(loop.name, loop.denoised ? result.mean : result.x,
              array(file().at(loop.name + ".x_out")));

  // The recorded nfe is the formula N (n_steps + 1), whatever is called; ours counts the calls.
  const int calls_a_step = (loop.predictor != "none") + (loop.corrector != "none");
  CHECK(result.nfe == steps() * calls_a_step);
  CHECK(file().at(loop.name + ".nfe").values.at(0) == 2 * steps());
}

void check_loops_of(const std::string& wanted, std::size_t count) {
  for_every_sde(file(), [&](const std::string& name, const auto& sde) {
    if (name != wanted) return;
    const std::vector<Loop> recorded = loops(name);
    CHECK(recorded.size() == count);
    for (const Loop& loop : recorded)
      with_predictor(loop, [&](const auto& predictor) {
        with_corrector(loop,
                       [&](const auto& corrector) { check_loop(sde, loop, predictor, corrector); });
      });
  });
}

}  // namespace

TEST_CASE("the published predictor-corrector loops of VE are reproduced draw for draw") {
  check_loops_of("vesde", 6);
}
TEST_CASE("the published predictor-corrector loops of VP are reproduced draw for draw") {
  check_loops_of("vpsde", 6);
}
TEST_CASE("the published predictor-corrector loops of sub-VP are reproduced draw for draw") {
  check_loops_of("subvpsde", 2);
}
