// Within a run denormal numbers are zero; outside, the floating-point state is what it was.
#include <doctest/doctest.h>

#include <atomic>
#include <limits>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>
#include <stdexcept>

namespace {

using namespace scoresde;

// Whether this thread makes denormal results, at run time.
bool makes_denormals() {
  volatile float tiny = std::numeric_limits<float>::min();
  const volatile float half = tiny * 0.5f;
  return half != 0;
}
bool reads_denormals() {
  volatile float denormal = std::numeric_limits<float>::denorm_min();
  const volatile float large = denormal * 1e38f;
  return large != 0;
}

// A model that notes what it sees, and throws if it is told to.
struct Watching {
  using Prediction = Score;
  std::atomic<int>*made, *read, *calls;
  bool throws = false;

  struct Prepared {};
  Prepared prepare(const auto&, double) const { return {}; }
  template <class X>
  X operator()(const Prepared&, const X& x) const {
    *made += makes_denormals();
    *read += reads_denormals();
    ++*calls;
    if (throws) throw std::runtime_error("on purpose");
    return -1.0 * x;
  }
};

template <class Place>
void check_place(const Place& place) {
  std::atomic<int> made = 0, read = 0, calls = 0;
  const auto run = [&](bool throws) {
    sample(VpSde{}, Watching{&made, &read, &calls, throws}, uniform(VpSde{}, 3), EulerMaruyama{},
           Langevin{}, place, 1);
  };
  run(false);
  CHECK(calls > 0);
  CHECK(made == 0);
  CHECK(read == 0);
  CHECK(makes_denormals());
  CHECK(reads_denormals());
  CHECK_THROWS_AS(run(true), std::runtime_error);
  CHECK(makes_denormals());
  CHECK(reads_denormals());
}

}  // namespace

#if defined(__SSE2__) || defined(__aarch64__)
TEST_CASE("denormals are zero within a run on tiles, on every thread, and nowhere after it") {
  check_place(Cpu<2>{.samples = 3'000, .threads = 1});
  check_place(Cpu<2>{.samples = 3'000, .threads = 2});
}
TEST_CASE("denormals are zero within a run of a whole batch and nowhere after it") {
  check_place(WholeBatch<float, 2>{.samples = 300});
}
TEST_CASE("denormals are zero for a model of the whole batch and its threads") {
  std::atomic<int> made = 0;
  const auto model = predicts_on_batch<Score>([&](const auto& x, double) {
    eigen::in_parallel(4, 2, [&](std::size_t) { made += makes_denormals(); });
    return -1.0 * x;
  });
  sample(VpSde{}, model, uniform(VpSde{}, 3), EulerMaruyama{}, Identity{},
         WholeBatch<float, 2>{.samples = 10}, 1);
  CHECK(made == 0);
  CHECK(makes_denormals());
}
#endif

#if defined(__SSE2__)
TEST_CASE(
    "the control word is what it was before a run, whatever it was, also after an exception") {
  const unsigned usual = _mm_getcsr();
  std::atomic<int> made = 0, read = 0, calls = 0;
  // as usual; flush to zero alone; denormals are zero alone; both; rounding up; a sticky flag
  for (const unsigned bits : {0u, 0x8000u, 0x0040u, 0x8040u, 0x4000u, 0x0001u})
    for (const bool throws : {false, true}) {
      CAPTURE(bits);
      _mm_setcsr(usual | bits);
      try {
        sample(VpSde{}, Watching{&made, &read, &calls, throws}, uniform(VpSde{}, 3),
               EulerMaruyama{}, Identity{}, Cpu<2>{.samples = 600, .threads = 1}, 1);
      } catch (const std::runtime_error&) {
      }
      const unsigned control = _mm_getcsr() & ~0x3fu;  // the flags aside: computing sets them
      _mm_setcsr(usual);
      CHECK(control == ((usual | bits) & ~0x3fu));
    }
}
TEST_CASE("a guard restores the control word, the flags included") {
  const unsigned usual = _mm_getcsr();
  _mm_setcsr(usual & ~0x3fu);
  const unsigned before = _mm_getcsr();
  unsigned within = 0;
  {
    const eigen::FlushToZero guard;
    within = _mm_getcsr();
    volatile float zero = 0;
    volatile float infinite = 1 / zero;
    (void)infinite;
  }
  const unsigned after = _mm_getcsr();
  _mm_setcsr(usual);
  CHECK((within & 0x8040u) == 0x8040u);
  CHECK(after == before);
}
#endif
