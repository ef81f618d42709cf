// Noise is an address, so sample i is the same bits whoever makes it: one thread or several, in one
// run or in shards on many machines, among a thousand samples or a million.
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const VpSde sde;
  const IsotropicMixture<2, 2> score{
      .means = {{{-1, 0}, {2, 1}}}, .weights = {0.3, 0.7}, .variance = 0.04};
  const auto run = [&](const Cpu<2>& place) {
    return sample(sde, score, published(sde, 100), ReverseDiffusion{}, Langevin{}, place, 42).x;
  };
  const auto same = [](const auto& a, const auto& b) { return (a == b).all() ? "yes" : "no"; };

  const auto whole = run({.samples = 3000, .threads = 1});
  std::printf("the same bits on two threads? %s\n",
              same(whole, run({.samples = 3000, .threads = 2})));
  std::printf("among more samples? %s\n", same(whole, run({.samples = 5000}).topRows(3000)));

  // A shard starts at the border of a Langevin group: the samples that average their norms
  // together.
  const std::uint64_t border = 4 * group_size(2);
  Eigen::ArrayX2f parts(3000, 2);
  parts << run({.samples = border}), run({.samples = 3000 - border, .first = border});
  std::printf("in two shards, the second from sample %d on? %s\n", static_cast<int>(border),
              same(whole, parts));
}

// Expected output:
// the same bits on two threads? yes
// among more samples? yes
// in two shards, the second from sample 1024 on? yes
