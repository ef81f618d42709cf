#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>
#include <scoresde/sampler/progress.hpp>
#include <scoresde/scoresde.hpp>

namespace {

std::string written_by(bool terminal) {
  using namespace scoresde;
  std::FILE* file = std::tmpfile();
  {
    const VpSde sde;
    const Progress progress(1000, 10, file, terminal);
    (void)sample(sde, IsotropicGaussian{}, published(sde, 1000), EulerMaruyama{}, Identity{},
                 Cpu<2>{.samples = 10, .threads = 2}, 1, CorrectorFirst{}, progress);
  }
  std::string text(static_cast<std::size_t>(std::ftell(file)), ' ');
  std::rewind(file);
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

}  // namespace

TEST_CASE("progress tells the part that is done, the rate and the time that remains") {
  CHECK(scoresde::Progress::line(800, 2000, 2) ==
        "40 % of 2000 sample-steps, 400 a second, 3 s to go");
  CHECK(scoresde::Progress::line(3000, 2000, 2) ==
        "150 % of 2000 sample-steps, 1.5e+03 a second, 0 s to go");
}
TEST_CASE("progress is written to a terminal, up to the end, and to nothing else") {
  const std::string text = written_by(true);
  CHECK(text.find("\r100 % of 10000 sample-steps") != std::string::npos);
  CHECK(text.ends_with("\n"));
  CHECK(written_by(false).empty());
}
