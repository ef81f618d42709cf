// NVIDIA GPUs as a place for models per sample: one kernel runs whole trajectories, a thread one
// sample's, in registers. Sample i is that of the same index on every place, whatever the devices,
// the stream, and the shard that it is made in. Compiled by nvcc with
//   -std=c++20 --expt-relaxed-constexpr
// A model's and an SDE's functions are constexpr or marked __host__ __device__, their numbers
// plain.
#pragma once
#include <scoresde/cuda/block.cuh>
#include <scoresde/cuda/check.hpp>
#include <scoresde/cuda/memory.cuh>
#include <scoresde/sampler/result.hpp>

namespace scoresde {

namespace cuda {

template <int threads, class Trajectory, class Text>
__global__ void __launch_bounds__(threads)
    run_samples(const __grid_constant__ Trajectory trajectory, const __grid_constant__ Text text) {
  text.template operator()<Block>(trajectory, std::uint64_t{blockIdx.x} * threads + threadIdx.x);
}
template <int threads, class Text>
__global__ void __launch_bounds__(threads) move_samples(const __grid_constant__ Text text) {
  text(std::uint64_t{blockIdx.x} * threads + threadIdx.x);
}

// The rows that one device has.
struct Share {
  int device;
  std::uint64_t first, rows;
};
// Rows over devices in whole teams.
inline std::vector<Share> shares(std::uint64_t rows, const std::vector<int>& devices, int team) {
  if (devices.empty()) return {{current_device(), 0, rows}};
  const auto size = static_cast<std::uint64_t>(team), teams = (rows + size - 1) / size;
  std::vector<Share> made;
  for (std::size_t k = 0; k < devices.size(); ++k) {
    const std::uint64_t from = std::min(rows, teams * k / devices.size() * size),
                        to = std::min(rows, teams * (k + 1) / devices.size() * size);
    if (to > from) made.push_back({devices[k], from, to - from});
  }
  return made;
}

inline unsigned blocks(std::uint64_t rows, int threads) {
  return static_cast<unsigned>((rows + static_cast<std::uint64_t>(threads) - 1) /
                               static_cast<std::uint64_t>(threads));
}

}  // namespace cuda

template <int D, class Number = float>
struct Cuda {
  using Real = Number;
  using Sample = Point<Real, D>;
  using Samples = cuda::DeviceSamples<Real, D>;

  std::uint64_t samples = 1;
  std::uint64_t first = 0;        // of a shard: the index of its first sample, where a group starts
  std::vector<int> devices = {};  // that share the samples; none: the current one
  cudaStream_t stream =
      nullptr;  // of the current device; several devices have streams of their own

  static constexpr std::ptrdiff_t coordinates() { return D; }

  // An observer is called on the device with one sample: observer(step, sample, point).
  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const auto& observer) const {
    using namespace cuda;
    using Step = std::decay_t<decltype(trajectory.steps[0])>;
    using AtEnd = std::remove_const_t<typename decltype(trajectory.at_end)::element_type>;
    using Text =
        SampleText<Real, D, std::decay_t<decltype(prior)>, std::decay_t<decltype(observer)>>;
    struct Running {
      Share share;
      Lane lane;
      DeviceMemory<Step> steps;
      DeviceMemory<AtEnd> at_end;
      DeviceMemory<Real> x, mean;
      DeviceMemory<Tail> tail;
      Tail tail_here = {};
    };
    std::vector<Running> all;
    for (const Share& share : shares(samples, devices, threads)) {
      const OnDevice there(share.device);
      Lane lane = lane_of();
      const cudaStream_t s = lane;
      const std::size_t numbers = share.rows * D;
      const Tail clear;
      all.push_back(Running{share,
                            std::move(lane),
                            {trajectory.steps.data(), trajectory.steps.size(), s},
                            {trajectory.at_end.data(), trajectory.at_end.size(), s},
                            {numbers, s},
                            {numbers, s},
                            {&clear, 1, s}});
      Running& now = all.back();
      const auto staged =
          trajectory.with(StagedSteps<Step, Block>{now.steps.data(), now.steps.size()},
                          std::span<const AtEnd>(now.at_end.data(), now.at_end.size()));
      static_assert(travels<decltype(staged)>,
                    "a model must be plain to travel to a GPU: no vectors, no references");
      const Text text{prior,
                      observer,
                      seed,
                      first + share.first,
                      {now.x.data(), share.rows},
                      {now.mean.data(), share.rows},
                      now.tail.data()};
      run_samples<threads>
          <<<blocks(share.rows, threads), threads, team_memory(threads), s>>>(staged, text);
      check("run_samples", cudaGetLastError());
      now.tail.copy_to(&now.tail_here);
    }
    Result<Samples> result;
    std::vector<typename Samples::Part> x, mean;
    for (Running& now : all) {
      const OnDevice there(now.share.device);
      check("cudaStreamSynchronize", cudaStreamSynchronize(now.lane));
      result.nfe = now.tail_here.calls;
      if (result.status && now.tail_here.not_finite != nobody)
        result.status = {Status::Outcome::not_finite,
                         first + now.share.first + now.tail_here.not_finite};
      now.x.release_to_any();
      now.mean.release_to_any();
      x.push_back({now.share.first, now.share.rows, std::move(now.x)});
      mean.push_back({now.share.first, now.share.rows, std::move(now.mean)});
    }
    result.x = Samples(std::move(x));
    result.mean = Samples(std::move(mean));
    return result;
  }

  // Moves samples along a flow, each with steps of its own; data come from the host.
  auto transport(const auto& trajectory, const auto& source, std::uint64_t seed,
                 const auto& observer) const {
    using namespace cuda;
    validate_flow(trajectory, observer);
    const auto from = source_text(source);
    using Flow = std::decay_t<decltype(trajectory)>;
    using Text = FlowText<Real, D, Flow, std::decay_t<decltype(from)>>;
    static_assert(travels<Flow>,
                  "a model must be plain to travel to a GPU: no vectors, no references");
    const std::uint64_t rows = rows_from(source, samples);
    std::vector<Ending> endings(rows);
    struct Running {
      Share share;
      Lane lane;
      HostSamples<Real, D> given;
      DeviceMemory<Real> x;
      DeviceMemory<Ending> endings;
    };
    std::vector<Running> all;
    for (const Share& share : shares(rows, devices, threads)) {
      const OnDevice there(share.device);
      Lane lane = lane_of();
      const cudaStream_t s = lane;
      all.push_back(Running{share,
                            std::move(lane),
                            HostSamples<Real, D>(share.rows),
                            {share.rows * D, s},
                            {share.rows, s}});
      Running& now = all.back();
      if constexpr (!std::decay_t<decltype(source)>::completes) {
        for (std::uint64_t i = 0; i < share.rows; ++i)
          for (int d = 0; d < D; ++d)
            now.given(static_cast<std::ptrdiff_t>(i), d) =
                static_cast<Real>(source.data(static_cast<std::ptrdiff_t>(share.first + i), d));
        now.x.copy_from(now.given.data());
      }
      const Text text{
          trajectory,        from, seed, first + share.first, {now.x.data(), share.rows},
          now.endings.data()};
      move_samples<threads><<<blocks(share.rows, threads), threads, 0, s>>>(text);
      check("move_samples", cudaGetLastError());
      now.endings.copy_to(endings.data() + share.first);
    }
    std::vector<typename Samples::Part> moved;
    for (Running& now : all) {
      const OnDevice there(now.share.device);
      check("cudaStreamSynchronize", cudaStreamSynchronize(now.lane));
      now.x.release_to_any();
      moved.push_back({now.share.first, now.share.rows, std::move(now.x)});
    }
    Transported<Samples> result{Samples(std::move(moved))};
    gather(result, first, endings);
    return std::pair{std::move(result), std::vector<std::vector<Real>>()};
  }

  void validate() const {
    cuda::validate_range<D>(samples, first);
    require(devices.empty() || stream == nullptr, "stream", "a stream",
            "{none}: devices that are named have streams of their own");
    for (const int device : devices)
      require(device >= 0 && device < cuda::device_count(), "device", device, "[0, ",
              cuda::device_count(), ")");
  }

 private:
  static constexpr int threads = cuda::team_size(D);

  // The stream of a share: the user's, or one of the run's own.
  struct Lane {
    std::vector<cuda::Stream> own;
    cudaStream_t given = nullptr;
    operator cudaStream_t() const { return own.empty() ? given : cudaStream_t(own[0]); }
  };
  Lane lane_of() const {
    Lane lane{{}, stream};
    if (!devices.empty()) lane.own.emplace_back();
    return lane;
  }
};

}  // namespace scoresde
