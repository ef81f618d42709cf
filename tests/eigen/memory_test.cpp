// A run on tiles allocates its plan and its result, and nothing a step or a tile.
#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>
#include <scoresde/scoresde.hpp>
#include <string>
#if defined(__linux__)
#include <malloc.h>
#include <sys/wait.h>
#endif

#include "allocation.hpp"
#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// Allocations of each thread from its first observed step to its last: of whole tiles, one after
// another.
template <class P, class C, class Model = IsotropicMixture<2, 8>>
long allocations_while_stepping(int threads, const P& predictor, const C& corrector,
                                const Model& model = ring()) {
  static std::atomic<int> runs = 0;
  const int run = ++runs;
  std::atomic<long> made = 0, observed = 0;
  const auto observe = [&](int, std::uint64_t, const auto&) {
    thread_local int seen_in = 0;
    thread_local long before = 0;
    if (seen_in == run) made += allocations_of_this_thread() - before;
    seen_in = run;
    before = allocations_of_this_thread();
    ++observed;
  };
  constexpr int steps = 50, tiles = 40;
  sample(VpSde{}, model, published(VpSde{}, steps), predictor, corrector,
         Cpu<2, float, 256>{.samples = 256 * tiles, .threads = threads}, 1, CorrectorFirst{},
         observe);
  CHECK(observed == (steps + 1) * tiles);
  return made;
}
// Of a whole run.
long allocations_of(const auto& model, std::uint64_t samples, int threads) {
  const TimeGrid grid = uniform(VpSde{}, 10);
  const auto run = [&] {
    sample(VpSde{}, model, grid, ReverseDiffusion{}, Langevin{},
           Cpu<2>{.samples = samples, .threads = threads}, 1);
  };
  run();
  return allocations_in(run).count;
}

bool counting() {
  if (counts_allocations()) return true;
  MESSAGE("SKIPPED: allocations cannot be counted with this C library");
  return false;
}

}  // namespace

TEST_CASE("the counter counts what malloc, new and Eigen allocate") {
  if (!counting()) return;
  const Allocations some = allocations_in([] {
    const Eigen::ArrayXf array = Eigen::ArrayXf::Ones(1'000);
    const std::vector<double> numbers(static_cast<std::size_t>(array.sum()));
    CHECK(numbers.size() == 1'000);
  });
  CHECK(some.count >= 2);
  CHECK(some.bytes >= 12'000);
  CHECK(some.bytes < 20'000);
}

TEST_CASE("no thread allocates from its first step of its first tile to its last of its last") {
  if (!counting()) return;
  for (const int threads : {1, 2}) {
    CAPTURE(threads);
    CHECK(allocations_while_stepping(threads, EulerMaruyama{}, Identity{}) == 0);
    CHECK(allocations_while_stepping(threads, ReverseDiffusion{}, Langevin{}) == 0);
    CHECK(allocations_while_stepping(threads, Ancestral{}, HamiltonianMonteCarlo{}) == 0);
    CHECK(allocations_while_stepping(threads, Identity{}, Repeated{AnnealedLangevin{}, 2}) == 0);
  }
}
TEST_CASE("a mixture whose size is known at run time allocates nothing while stepping") {
  if (!counting()) return;
  const auto fixed = ring();
  const IsotropicMixture<2> any{.means = {fixed.means.begin(), fixed.means.end()},
                                .weights = {fixed.weights.begin(), fixed.weights.end()},
                                .variance = fixed.variance};
  CHECK(allocations_while_stepping(1, EulerMaruyama{}, Identity{}, any) == 0);
  CHECK(allocations_of(any, 100'000, 1) == allocations_of(any, 1'000, 1));
}
TEST_CASE("a run on 400 tiles allocates as often as one on 4") {
  if (!counting()) return;
  for (const int threads : {1, 2})
    CHECK(allocations_of(ring(), 400 * 256, threads) == allocations_of(ring(), 4 * 256, threads));
}

TEST_CASE("the flow and its likelihood allocate a tile's memory, and nothing more at any step") {
  if (!counting()) return;
  const Cpu<2> place{.samples = 1'000, .threads = 1};
  const auto data = sample_flow(VpSde{}, ring(), Adaptive{}, place, 1).x;
  const auto flow = [&](double tol) {
    return allocations_in(
               [&] { sample_flow(VpSde{}, ring(), Adaptive{.atol = tol, .rtol = tol}, place, 1); })
        .count;
  };
  const auto likelihood = [&](double tol, const auto& divergence) {
    return allocations_in([&] {
             log_likelihood(VpSde{}, ring(), data, Adaptive{.atol = tol, .rtol = tol}, place, 1,
                            LikelihoodOptions{.divergence = divergence});
           })
        .count;
  };
  CHECK(flow(1e-2) == flow(1e-6));
  CHECK(likelihood(1e-2, ExactDivergence{}) == likelihood(1e-5, ExactDivergence{}));
  CHECK(likelihood(1e-2, Hutchinson<>{.probes = 2}) == likelihood(1e-5, Hutchinson<>{.probes = 2}));
}

TEST_CASE("a recorder has its memory before the run") {
  if (!counting()) return;
  const TimeGrid grid = uniform(VpSde{}, 50);
  const auto count = [&](const auto& observer) {
    const auto run = [&] {
      sample(VpSde{}, ring(), grid, EulerMaruyama{}, Identity{},
             Cpu<2>{.samples = 1'000, .threads = 1}, 1, CorrectorFirst{}, observer);
    };
    run();
    return allocations_in(run).count;
  };
  const Recorder<float, 2> recorder(1'000, 50);
  CHECK(count(recorder) == count(Nobody{}));
}

#if defined(__linux__) && defined(__GLIBC__)
namespace {

// A line of /proc/self/status in KiB.
[[maybe_unused]] long status(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name + ":")) return std::stol(line.substr(name.size() + 1));
  return -1;
}

// By how many KiB the memory of a process of its own grows while f runs; negative: unknown.
long peak_growth(const auto& f) {
  int ends[2];
  if (pipe(ends) != 0) return -1;
  const pid_t child = fork();
  if (child == 0) {
    malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << 5 << std::flush;  // the peak is what is held now
    const long before = status("VmHWM");
    f();
    const long growth = before > 0 ? status("VmHWM") - before : -1;
    const bool written = ::write(ends[1], &growth, sizeof growth) == sizeof growth;
    _exit(written ? 0 : 1);
  }
  long growth = -1;
  close(ends[1]);
  if (::read(ends[0], &growth, sizeof growth) != sizeof growth) growth = -1;
  close(ends[0]);
  int ended = -1;
  REQUIRE(child > 0);
  REQUIRE(waitpid(child, &ended, 0) == child);
  REQUIRE(ended == 0);
  return growth;
}

}  // namespace

TEST_CASE("a million samples need their result and less than 32 MiB") {
#if defined(SCORESDE_TEST_SANITIZER)
  MESSAGE("SKIPPED: a sanitizer has memory of its own");
#else
  constexpr long KiB = 1024, result = 2 * 1'000'000 * 2 * 4 / KiB;  // x and mean
  for (const int threads : {1, 2}) {
    const long growth = peak_growth([&] {
      const auto samples = sample(VpSde{}, ring(), uniform(VpSde{}, 20), ReverseDiffusion{},
                                  Langevin{}, Cpu<2>{.samples = 1'000'000, .threads = threads}, 1);
      if (!samples.status) _exit(1);
    });
    if (growth < 0) {
      MESSAGE("SKIPPED: this system does not tell a process its peak of memory");
      return;
    }
    CAPTURE(growth);
    CHECK(growth >= result);
    CHECK(growth < result + 32 * KiB);
  }
#endif
}
#endif
