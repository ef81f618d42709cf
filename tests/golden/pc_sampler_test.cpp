#include "loops.hpp"
#include "mixture.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

void check_loop(const auto& sde, const Loop& loop, const auto& predictor, const auto& corrector) {
  CAPTURE(loop.name);
  const Eigen::ArrayXXd prior = array(loops_file().at(loop.name + ".z0"));
  std::vector<Eigen::ArrayXXd> normals =
      arrays(loops_file().at(loop.name + ".z"), prior.rows(), prior.cols());
  // The published probability flow draws normals and multiplies them by zero; ours draws none.
  if (loop.flow) {
    REQUIRE(loop.corrector == "none");
    normals.clear();
  }
  const auto result = sample(sde, mixture(loops_file()), published(sde, loop_steps()), predictor,
                             corrector, Replay<double>{prior, normals}, 0);
  CHECK(static_cast<bool>(result.status));
  check_close(loop.name, loop.denoised ? result.mean : result.x,
              array(loops_file().at(loop.name + ".x_out")));

  // The recorded nfe is the formula N (n_steps + 1), whatever is called; ours counts the calls.
  const int calls_a_step = (loop.predictor != "none") + (loop.corrector != "none");
  CHECK(result.nfe == loop_steps() * calls_a_step);
  CHECK(loops_file().at(loop.name + ".nfe").values.at(0) == 2 * loop_steps());
}

void check_loops_of(const std::string& wanted, std::size_t count) {
  for_every_sde(loops_file(), [&](const std::string& name, const auto& sde) {
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
