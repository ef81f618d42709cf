// What the place itself promises: devices, streams, observers, users' models, errors.
#include <scoresde/scoresde.hpp>
#include <thread>

#include "gpu.hpp"
#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

bool same_bits(const auto& a, const auto& b) {
  bool same = a.rows() == b.rows();
  for (std::ptrdiff_t i = 0; same && i < a.rows(); ++i)
    for (std::ptrdiff_t d = 0; d < 2; ++d) same = same && a(i, d) == b(i, d);
  return same;
}
template <class Place>
auto run(const Place& place) {
  const VpSde sde;
  return sample(sde, ring(), published(sde, 50), ReverseDiffusion{}, Langevin{}, place, 3);
}

// A user's score and observer, which any device calls.
struct UnitGaussian {
  using Prediction = Score;
  struct Prepared {
    double precision;
  };
  constexpr Prepared prepare(const auto& sde, double t) const {
    const double a = sde.alpha(t), s = sde.sigma(t);
    const Prepared prepared{1 / (a * a + s * s)};
    return prepared;
  }
  template <class E, int D>
  __host__ __device__ Point<E, D> operator()(const Prepared& p, const Point<E, D>& x) const {
    Point<E, D> s;
    for (int d = 0; d < D; ++d) s[d] = E(-p.precision) * x[d];
    return s;
  }
};
struct LastOfSample7 {
  float* seen;
  __host__ __device__ void operator()(int step, std::uint64_t sample,
                                      const Point<float, 2>& x) const {
    if (sample == 7 && step == 50) seen[0] = x[0];
  }
};

}  // namespace

TEST_CASE("samples that several devices share are those of one, bit for bit") {
  if (!has_gpu()) return;
  std::vector<int> all, twice{0, 0, 0};
  for (int k = 0; k < cuda::device_count(); ++k) all.push_back(k);
  const auto one = run(Cuda<2>{.samples = 5000}).x.host();
  CHECK(same_bits(run(Cuda<2>{.samples = 5000, .devices = twice}).x.host(), one));
  CHECK(same_bits(run(Cuda<2>{.samples = 5000, .devices = all}).x.host(), one));
  CHECK(same_bits(run(Cuda<2>{.samples = 3, .devices = twice}).x.host(),
                  run(Cuda<2>{.samples = 3}).x.host()));
}
TEST_CASE("runs from several threads, each in a stream of its own, do not meet") {
  if (!has_gpu()) return;
  const auto alone = run(Cuda<2>{.samples = 5000}).x.host();
  std::vector<cuda::HostSamples<float, 2>> results(4);
  {
    std::vector<std::jthread> threads;
    for (auto& result : results)
      threads.emplace_back([&] {
        const cuda::Stream stream;
        result = run(Cuda<2>{.samples = 5000, .stream = stream}).x.host();
      });
  }
  for (const auto& result : results) CHECK(same_bits(result, alone));
}
TEST_CASE("a user's score marked for the device, and an observer that is called there") {
  if (!has_gpu()) return;
  const VpSde sde;
  cuda::DeviceMemory<float> seen(1, nullptr);
  const auto result =
      sample(sde, UnitGaussian{}, published(sde, 50), ReverseDiffusion{}, Identity{},
             Cuda<2>{.samples = 100}, 3, CorrectorFirst{}, LastOfSample7{seen.data()});
  float here = 0;
  seen.copy_to(&here);
  cudaDeviceSynchronize();
  CHECK(here == result.x.host()(7, 0));
}
TEST_CASE("codes go to T and come back, each sample with steps of its own") {
  if (!has_gpu()) return;
  const VpSde sde;
  const Cuda<2, double> place{.samples = 1000};
  const auto data =
      sample(sde, ring(), published(sde, 100), ReverseDiffusion{}, Identity{}, place, 3);
  const DormandPrince tight{.atol = 1e-10, .rtol = 1e-10};
  const auto from = data.x.host();
  const auto codes = encode(sde, ring(), from, tight, place);
  const auto back = decode(sde, ring(), codes.x.host(), tight, place).x.host();
  double apart = 0;
  for (std::ptrdiff_t i = 0; i < 1000; ++i)
    for (std::ptrdiff_t d = 0; d < 2; ++d)
      apart = std::max(apart, std::abs(back(i, d) - from(i, d)));
  CHECK(apart < 1e-5);
}
TEST_CASE("more samples than the device has memory for are an error that says so") {
  if (!has_gpu()) return;
  try {
    run(Cuda<2>{.samples = std::uint64_t{1} << 44});
    CHECK_MESSAGE(false, "accepted");
  } catch (const cuda::Error& error) {
    CHECK(error.code() == cudaErrorMemoryAllocation);
    CHECK(std::string(error.what()).find("cudaMallocAsync: out of memory") == 0);
  }
  CHECK(run(Cuda<2>{.samples = 10}).status);  // and the device goes on
}
TEST_CASE("a device that is not there is refused") {
  CHECK(refusal([] {
          run(Cuda<2>{.devices = {cuda::device_count()}});
        }).find("device = " + std::to_string(cuda::device_count()) + " must lie in [0, ") == 0);
}

// Every analytic SDE, mixture and prediction as device text, both ways.
TEST_CASE("every SDE's functions of time run on a device, in flows too") {
  if (!has_gpu()) return;
  for_every_analytic_sde([&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const auto check = [&](const auto& model) {
      CHECK(sample(sde, model, uniform(sde, 20), EulerMaruyama{}, Identity{}, Cuda<2>{.samples = 9},
                   1)
                .status);
      CHECK(sample_flow(sde, model, DormandPrince{}, Cuda<2>{.samples = 9}, 1).status());
    };
    check(common_gaussian);
    check(two_modes());
  });
}
