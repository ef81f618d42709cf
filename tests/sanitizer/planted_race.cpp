// An observer that counts without a lock, though it is called from several threads at once: the
// sanitizer sees into the threads that the library starts. So many samples that both have some.
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const VeSde sde;
  long calls = 0;
  const auto count = [&calls](int, std::uint64_t, const auto&) { ++calls; };
  sample(sde, IsotropicGaussian{}, published(sde, 20), EulerMaruyama{}, Identity{},
         Cpu<2>{.samples = 2'000'000, .threads = 2}, 1, CorrectorFirst{}, count);
  std::printf("%ld calls\n", calls);
}
