// The GPU's text run by threads of the host: the same results at the same addresses, for tests and
// for looking into a model where there is no GPU. It is slow, as every sample is a thread.
#pragma once
// clang-format off: first, so that messages about a flow show a short way to it
#include <scoresde/sampler/probability_flow.hpp>
// clang-format on

#include <scoresde/cuda/check.hpp>
#include <scoresde/cuda/samples.hpp>
#include <scoresde/sampler/result.hpp>
#include <scoresde/sampler/shard.hpp>

namespace scoresde {

template <int D, class Number = float>
struct CudaOnHost {
  using Real = Number;
  using Sample = Point<Real, D>;
  using Samples = cuda::HostSamples<Real, D>;

  std::uint64_t samples = 0;  // to be said where they are drawn
  std::uint64_t first = 0;    // of a shard (sampler/shard.hpp): the index of its first sample

  static constexpr std::ptrdiff_t coordinates() { return D; }
  Shard shard() const { return {samples, first, D}; }

  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const auto& observer) const {
    using namespace cuda;
    using Step = std::decay_t<decltype(trajectory.steps[0])>;
    constexpr int threads = team_size(D);
    const auto staged = trajectory.with(
        StagedSteps<Step, HostTeam>{trajectory.steps.data(), trajectory.steps.size()},
        trajectory.at_end);
    Result<Samples> result{Samples(samples), Samples(samples)};
    Tail tail;
    const SampleText<Real, D, std::decay_t<decltype(prior)>, std::decay_t<decltype(observer)>> text{
        prior, observer, seed, first, columns(result.x), columns(result.mean), &tail};
    for (std::uint64_t start = 0; start < samples; start += threads)
      HostTeam::run(threads, team_memory(threads), [&] {
        text.template operator()<HostTeam>(staged,
                                           start + static_cast<std::uint64_t>(HostTeam::rank()));
      });
    result.nfe = tail.calls;
    result.status = status_of(first, samples, tail.not_finite);
    return result;
  }

  auto transport(const cuda::FlowOfSamples auto& trajectory, const auto& source, std::uint64_t seed,
                 const auto&) const {
    using namespace cuda;
    validate_flow(trajectory);
    const std::uint64_t rows = rows_from(source, samples);
    Transported<Samples> result{Samples(rows)};
    read_data(source, 0, columns(result.x), D);
    std::vector<Ending> endings(rows);
    const auto from = source_text(source);
    const FlowText<Real, D, std::decay_t<decltype(trajectory)>, std::decay_t<decltype(from)>> text{
        trajectory, from, seed, first, columns(result.x), endings.data()};
    for (std::uint64_t row = 0; row < rows; ++row) text(row);
    gather(result, first, endings);
    return std::pair{std::move(result), std::vector<std::vector<Real>>()};
  }

 private:
  static cuda::Columns<Real> columns(Samples& samples) {
    return {samples.data(), static_cast<std::uint64_t>(samples.rows())};
  }
};

}  // namespace scoresde
