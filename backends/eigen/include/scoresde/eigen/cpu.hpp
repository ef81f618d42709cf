// The CPU as a place for models per sample: every tile runs its whole trajectory in L1, tiles in
// parallel. Sample i is the same bits whatever the number of samples, the tile, the threads, and
// the shard that it is made in.
#pragma once
#include <scoresde/eigen/arrays.hpp>
#include <scoresde/eigen/flush_to_zero.hpp>
#include <scoresde/eigen/threads.hpp>
#include <scoresde/eigen/tile.hpp>
#include <scoresde/eigen/transport.hpp>
#include <scoresde/sampler/concept.hpp>
#include <scoresde/sampler/result.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

template <int D, class Number = float, int tile = tile_size(D), class Arrays = EigenArrays>
struct Cpu {
  using Real = Number;
  using Sample = Point<eigen::Lane<Real>, D>;
  using Samples = typename Arrays::template Samples<Real, D>;  // a sample a row

  std::uint64_t samples = 1;
  std::uint64_t first = 0;  // of a shard: the index of its first sample, where a group starts
  int threads = 0;          // 0: all cores

  static constexpr Eigen::Index coordinates() { return D; }

  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const auto& observer) const {
    using Tile = eigen::Tile<Real, D, tile>;
    const auto rows = static_cast<Eigen::Index>(samples);
    Result<Samples> result{Arrays::template samples<Real, D>(rows, D),
                           Arrays::template samples<Real, D>(rows, D)};
    std::mutex counting;
    std::uint64_t not_finite = samples;

    eigen::in_parallel((samples + tile - 1) / tile, threads, [&](std::size_t n) {
      const eigen::FlushToZero guard;
      const std::uint64_t start = n * tile;  // within the shard
      const auto count = static_cast<int>(std::min<std::uint64_t>(tile, samples - start));
      eigen::TileNoise<Tile> prior_noise(seed, Purpose::prior, first + start);
      eigen::TileNoise<Tile> noise(seed, Purpose::step, first + start);
      const Tile z = prior_noise();
      Tile x = start_from(prior, z), mean = x;
      const long calls = trajectory(x, mean, noise, [&](int step, const Tile& values) {
        observer(step, first + start,
                 Arrays::template view<D>(&values.number[0][0], count, D, tile));
      });

      const auto at = static_cast<Eigen::Index>(start);
      const auto from = columns(x), from_mean = columns(mean);
      from.copy_to(result.x, at, count);
      from_mean.copy_to(result.mean, at, count);
      int bad = 0;
      while (bad < count && from.finite(bad, D) && from_mean.finite(bad, D)) ++bad;
      const std::scoped_lock lock(counting);
      result.nfe = std::max(result.nfe, calls);
      if (bad < count) not_finite = std::min(not_finite, start + static_cast<std::uint64_t>(bad));
    });
    if (not_finite < samples) result.status = {RunStatus::Outcome::not_finite, first + not_finite};
    return result;
  }

  // Moves samples along a flow, in groups of tile_size(D) that choose their own steps, or one by
  // one: source says where they start, trajectory(x, group, noise, observe) moves a state of them.
  // Returns where they end with what the trajectory tells, numbers one a sample.
  auto transport(const auto& trajectory, const auto& source, std::uint64_t seed,
                 const auto& observer) const {
    using Over = std::decay_t<decltype(trajectory.over())>;
    static_assert(!std::same_as<Over, OverBatch>,
                  "a step size over the whole batch needs a place for it: WholeBatch");
    constexpr bool each = std::same_as<Over, OverSample>;
    constexpr int group = tile_size(D);
    const std::uint64_t rows = eigen::samples_of(source, samples);
    eigen::Transport<Real, D, Arrays> run(rows, D, first);
    eigen::in_parallel((rows + group - 1) / group, threads, [&](std::size_t n) {
      const eigen::FlushToZero guard;
      const std::uint64_t start = n * group;
      const auto own = std::min<std::uint64_t>(group, rows - start);
      const auto move = [&]<class V>(std::type_identity<V>, const eigen::Rows& r) {
        const auto noise = [&](Purpose purpose) {
          return eigen::StateOf<V>::noise(seed, purpose, r, D);
        };
        run.template move<V>(r, source, trajectory, noise, observer);
      };
      if constexpr (each) {
        for (std::uint64_t i = start; i < start + own; ++i)
          move(std::type_identity<Point<Real, D>>{}, {i, 1, 1, first + i});
      } else {
        move(std::type_identity<eigen::Tile<Real, D, group>>{},
             {start, group, static_cast<Eigen::Index>(own), first + start});
      }
    });
    return run.finish();
  }

  void validate() const {
    constexpr std::uint64_t most = std::uint64_t{1} << 48;  // beyond any memory
    require(samples >= 1 && samples <= most, "samples", samples, "must lie in [1, 2^48]");
    require(first <= ~std::uint64_t{0} - 2 * most, "first", first, "must lie in [0, 2^64 - 2^49)");
    require(threads >= 0, "threads", threads, "must lie in [0, infinity)");
    require(first % group_size(D) == 0, "first", first, "must be a multiple of ", group_size(D),
            ", where Langevin groups start");
    require(first % tile == 0 || high_word(first) == high_word(first + samples + tile), "first",
            first, "must be a multiple of ", tile, " in a shard that crosses 2^32");
  }
};

}  // namespace scoresde
