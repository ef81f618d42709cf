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
#include <scoresde/sampler/shard.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

template <int D, class Number = float, int tile = tile_size(D), class Arrays = EigenArrays>
struct Cpu {
  using Real = Number;
  using Sample = Point<eigen::Lane<Real>, D>;
  using Samples = typename Arrays::template Samples<Real, D>;  // a sample a row

  std::uint64_t samples = 0;  // to be said where they are drawn; given ones are as many as they are
  std::uint64_t first = 0;    // of a shard (sampler/shard.hpp): the index of its first sample
  int threads = 0;            // 0: all cores

  static constexpr Eigen::Index coordinates() { return D; }
  Shard shard() const { return {samples, first, D}; }

  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const auto& observer) const {
    using Tile = eigen::Tile<Real, D, tile>;
    const auto rows = static_cast<Eigen::Index>(samples);
    Result<Samples> result{Arrays::template samples<Real, D>(rows, D),
                           Arrays::template samples<Real, D>(rows, D)};
    std::mutex counting;
    std::uint64_t not_finite = samples;

    const Groups tiles(first, samples, tile);
    eigen::in_parallel(tiles.size(), threads, [&](std::size_t n) {
      const eigen::FlushToZero guard;
      const Portion now = tiles[n];
      eigen::TileNoise<Tile> prior_noise(seed, Purpose::prior, now.address);
      eigen::TileNoise<Tile> noise(seed, Purpose::step, now.address);
      const Tile z = prior_noise();
      Tile x = start_from(prior, z), mean = x;
      const long calls = trajectory(x, mean, noise, [&](int step, const Tile& values) {
        observer(step, now.address,
                 Arrays::template view<D>(&values.number[0][0], now.own, D, tile));
      });

      const auto at = static_cast<Eigen::Index>(now.start);
      const auto from = columns(x), from_mean = columns(mean);
      from.copy_to(result.x, at, now.own);
      from_mean.copy_to(result.mean, at, now.own);
      const auto own = static_cast<std::uint64_t>(now.own);
      const std::uint64_t bad = first_not_finite(own, [&](std::uint64_t i) {
        return from.finite(static_cast<Eigen::Index>(i), D) &&
               from_mean.finite(static_cast<Eigen::Index>(i), D);
      });
      const std::scoped_lock lock(counting);
      result.nfe = std::max(result.nfe, calls);
      if (bad < own) not_finite = std::min(not_finite, now.start + bad);
    });
    result.status = status_of(first, samples, not_finite);
    return result;
  }

  // Moves samples along a flow, in groups that choose their own steps, or one by one: source says
  // where they start, trajectory(x, group, noise, observe) moves a state of them. Returns where
  // they end with what the trajectory tells, numbers one a sample.
  auto transport(const auto& trajectory, const auto& source, std::uint64_t seed,
                 const auto& observer) const {
    using Over = std::decay_t<decltype(trajectory.over())>;
    static_assert(!std::same_as<Over, OverBatch>,
                  "a step size over the whole batch needs a place for it: WholeBatch");
    constexpr bool each = std::same_as<Over, OverSample>;
    constexpr int group = control_group_size(D);
    const std::uint64_t rows = eigen::samples_of(source, samples);
    eigen::Transport<Real, D, Arrays> run(rows, D, first);
    const Groups groups(first, rows, group);
    eigen::in_parallel(groups.size(), threads, [&](std::size_t n) {
      const eigen::FlushToZero guard;
      const auto move = [&]<class V>(std::type_identity<V>, const Portion& r) {
        const auto noise = [&](Purpose purpose) {
          return eigen::StateOf<V>::noise(seed, purpose, r, D);
        };
        run.template move<V>(r, source, trajectory, noise, observer);
      };
      if constexpr (each) {
        const Portion all = groups[n];
        for (std::uint64_t i = all.start; i < all.start + static_cast<std::uint64_t>(all.own); ++i)
          move(std::type_identity<Point<Real, D>>{}, {i, 1, 1, first + i});
      } else {
        move(std::type_identity<eigen::Tile<Real, D, group>>{}, groups.completed(n));
      }
    });
    return run.finish();
  }

  void validate() const { require(threads >= 0, "threads", threads, "must lie in [0, infinity)"); }
};

}  // namespace scoresde
