// NVIDIA GPUs as a place for models per sample: one kernel runs whole trajectories, a thread one
// sample's, in registers. Sample i is that of the same index on every place, whatever the devices,
// the stream, and the shard that it is made in. Compiled by nvcc with
//   -std=c++20 --expt-relaxed-constexpr
// A model's and an SDE's functions are constexpr or marked __host__ __device__, their numbers
// plain.
#pragma once
#include <scoresde/cuda/block.cuh>
#include <scoresde/cuda/check.hpp>
#include <scoresde/cuda/shares.cuh>
#include <scoresde/sampler/result.hpp>
#include <scoresde/sampler/shard.hpp>

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

}  // namespace cuda

template <int D, class Number = float>
struct Cuda {
  using Real = Number;
  using Sample = Point<Real, D>;
  using Samples = cuda::DeviceSamples<Real, D>;

  std::uint64_t samples = 0;      // to be said where they are drawn
  std::uint64_t first = 0;        // of a shard (sampler/shard.hpp): the index of its first sample
  std::vector<int> devices = {};  // that share the samples; none: the current one
  cudaStream_t stream =
      nullptr;  // of the current device; several devices have streams of their own

  static constexpr std::ptrdiff_t coordinates() { return D; }
  Shard shard() const { return {samples, first, D}; }

  // An observer is called on the device with one sample: observer(step, sample, point).
  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const auto& observer) const {
    using namespace cuda;
    using Step = std::decay_t<decltype(trajectory.steps[0])>;
    using AtEnd = std::remove_const_t<typename decltype(trajectory.at_end)::element_type>;
    using Text =
        SampleText<Real, D, std::decay_t<decltype(prior)>, std::decay_t<decltype(observer)>>;
    struct Sampling : Running<Real, D> {
      DeviceMemory<Real> mean;
      DeviceMemory<Step> steps;
      DeviceMemory<AtEnd> at_end;
      DeviceMemory<Tail> tail;
      Tail tail_here = {};
    };
    std::vector<Sampling> all;
    for (const Share& share : shares(samples, devices, threads)) {
      const OnDevice there(share.device);
      Running<Real, D> running(share, stream, !devices.empty());
      const cudaStream_t s = running.lane;
      const Tail clear;
      all.push_back({std::move(running),
                     {share.rows * D, s},
                     {trajectory.steps.data(), trajectory.steps.size(), s},
                     {trajectory.at_end.data(), trajectory.at_end.size(), s},
                     {&clear, 1, s}});
      Sampling& now = all.back();
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
      run_samples<threads><<<now.blocks(threads), threads, team_memory(threads), s>>>(staged, text);
      check("run_samples", cudaGetLastError());
    }
    Result<Samples> result;
    std::vector<typename Samples::Part> x, mean;
    for (Sampling& now : all) {
      const OnDevice there(now.share.device);
      now.tail.copy_to(&now.tail_here);
      now.finish();
      result.nfe = now.tail_here.calls;
      if (result.status)
        result.status =
            status_of(first + now.share.first, now.share.rows, now.tail_here.not_finite);
      x.push_back(now.part(std::move(now.x)));
      mean.push_back(now.part(std::move(now.mean)));
    }
    result.x = Samples(std::move(x));
    result.mean = Samples(std::move(mean));
    return result;
  }

  // Moves samples along a flow, each with steps of its own; data come from the host.
  auto transport(const cuda::FlowOfSamples auto& trajectory, const auto& source, std::uint64_t seed,
                 const auto&) const {
    using namespace cuda;
    validate_flow(trajectory);
    const auto from = source_text(source);
    using Flow = std::decay_t<decltype(trajectory)>;
    using Text = FlowText<Real, D, Flow, std::decay_t<decltype(from)>>;
    static_assert(travels<Flow>,
                  "a model must be plain to travel to a GPU: no vectors, no references");
    struct Moving : Running<Real, D> {
      HostSamples<Real, D> given;
      DeviceMemory<Ending> endings;
    };
    const std::uint64_t rows = rows_from(source, samples);
    std::vector<Ending> endings(rows);
    std::vector<Moving> all;
    for (const Share& share : shares(rows, devices, threads)) {
      const OnDevice there(share.device);
      Running<Real, D> running(share, stream, !devices.empty());
      const cudaStream_t s = running.lane;
      all.push_back({std::move(running), HostSamples<Real, D>(share.rows), {share.rows, s}});
      Moving& now = all.back();
      if constexpr (!std::decay_t<decltype(source)>::completes) {
        read_data(source, share.first, Columns<Real>{now.given.data(), share.rows}, D);
        now.x.copy_from(now.given.data());
      }
      const Text text{
          trajectory,        from, seed, first + share.first, {now.x.data(), share.rows},
          now.endings.data()};
      move_samples<threads><<<now.blocks(threads), threads, 0, s>>>(text);
      check("move_samples", cudaGetLastError());
    }
    std::vector<typename Samples::Part> moved;
    for (Moving& now : all) {
      const OnDevice there(now.share.device);
      now.endings.copy_to(endings.data() + now.share.first);
      now.finish();
      moved.push_back(now.part(std::move(now.x)));
    }
    Transported<Samples> result{Samples(std::move(moved))};
    gather(result, first, endings);
    return std::pair{std::move(result), std::vector<std::vector<Real>>()};
  }

  void validate() const {
    require_left_out(devices.empty() || stream == nullptr, "stream",
                     "devices that are named have streams of their own");
    for (const int device : devices)
      require(device >= 0 && device < cuda::device_count(), "device", device, "must lie in [0, ",
              cuda::device_count(), ")");
  }

 private:
  static constexpr int threads = cuda::team_size(D);
};

}  // namespace scoresde
