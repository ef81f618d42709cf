// The CPU as a place for models per sample: every tile runs its whole trajectory in L1, tiles in
// parallel. Sample i is the same bits whatever the number of samples, the tile, the threads, and
// the shard that it is made in.
#pragma once
#include <scoresde/eigen/flush_to_zero.hpp>
#include <scoresde/eigen/threads.hpp>
#include <scoresde/eigen/tile.hpp>
#include <scoresde/sampler/concept.hpp>
#include <scoresde/sampler/result.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

// As many samples as a Langevin group has, but at least a lane of the widest registers, four side
// by side.
constexpr int tile_size(int dimension) { return std::max(64, group_size(dimension)); }

template <int D, class Number = float, int tile = tile_size(D)>
struct Cpu {
  using Real = Number;
  using Sample = Point<eigen::Lane<Real>, D>;
  using Samples = Eigen::Array<Real, Eigen::Dynamic, D>;  // a sample a row

  std::uint64_t samples = 1;
  std::uint64_t first = 0;  // of a shard: the index of its first sample, where a group starts
  int threads = 0;          // 0: all cores

  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const auto& observer) const {
    using Tile = eigen::Tile<Real, D, tile>;
    const auto rows = static_cast<Eigen::Index>(samples);
    Result<Samples> result{Samples(rows, D), Samples(rows, D)};
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
        observer(step, first + start, view(values).topRows(count));
      });

      const auto at = static_cast<Eigen::Index>(start);
      result.x.middleRows(at, count) = view(x).topRows(count);
      result.mean.middleRows(at, count) = view(mean).topRows(count);
      const auto bad = first_not_finite(view(x).topRows(count), view(mean).topRows(count));
      const std::scoped_lock lock(counting);
      result.nfe = std::max(result.nfe, calls);
      if (bad < count) not_finite = std::min(not_finite, start + static_cast<std::uint64_t>(bad));
    });
    if (not_finite < samples) result.status = {Status::Outcome::not_finite, first + not_finite};
    return result;
  }

  void validate() const {
    constexpr std::uint64_t most = std::uint64_t{1} << 48;  // beyond any memory
    require(samples >= 1 && samples <= most, "samples", samples, "[1, 2^48]");
    require(first <= ~std::uint64_t{0} - 2 * most, "first", first, "[0, 2^64 - 2^49)");
    require(threads >= 0, "threads", threads, "[0, infinity)");
    require(first % group_size(D) == 0, "first", first, "the multiples of ", group_size(D),
            ", where Langevin groups start");
    require(first % tile == 0 || high_word(first) == high_word(first + samples + tile), "first",
            first, "the multiples of ", tile, " in a shard that crosses 2^32");
  }

 private:
  static auto view(const auto& values) {
    return Eigen::Map<const Eigen::Array<Real, tile, D>, Eigen::Aligned64>(&values.number[0][0]);
  }
  // A prior is affine in its normals, or a function of each sample's.
  template <class T>
  static T start_from(const auto& prior, const T& z) {
    if constexpr (requires { T(prior(z)); })
      return prior(z);
    else
      return pointwise([&](const auto& normals) { return Sample(prior(normals)); }, z);
  }
  static int first_not_finite(const auto& x, const auto& mean) {
    int row = 0;
    while (row < x.rows() && (x.row(row) - x.row(row) == 0).all() &&
           (mean.row(row) - mean.row(row) == 0).all())
      ++row;
    return row;
  }
};

}  // namespace scoresde
