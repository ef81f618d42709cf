// A tile: the D coordinates of consecutive samples, small enough to stay in L1. A value of the
// steps; a model sees one lane of it at a time, in registers. The sweeps over its lanes are
// flattened: a call that is left in one of them passes its lanes through memory.
#pragma once
#include <algorithm>
#include <scoresde/eigen/arrays.hpp>
#include <scoresde/eigen/lane.hpp>
#include <scoresde/eigen/per_sample.hpp>
#include <scoresde/noise/address.hpp>
#include <scoresde/noise/box_muller.hpp>
#include <scoresde/sampler/shard.hpp>

namespace scoresde {

// As many samples as share a step size, so that a flow may have its group in a tile.
constexpr int tile_size(int dimension) { return control_group_size(dimension); }

}  // namespace scoresde

namespace scoresde::eigen {

template <class Number, int D, int samples>
struct Tile : Vector {
  using Real = Number;
  using PerSample = eigen::PerSample<Real, samples>;
  static constexpr int width = Lane<Real>::width, lanes = samples / width;
  static_assert(std::has_single_bit(static_cast<unsigned>(samples)) && samples % width == 0 &&
                    samples % group_size(D) == 0,
                "a tile is a power of two of samples: whole lanes and whole Langevin groups");
  static_assert(D * samples * sizeof(Real) <= 1 << 18,
                "a tile of so many coordinates does not fit a thread's stack: use WholeBatch");

  alignas(64) Real number[D][samples];

  Tile() = default;
  template <class... C>
  Tile(const Combination<Tile, C...>& sum) {
    *this = sum;
  }
  template <class... C>
  [[gnu::flatten]] Tile& operator=(const Combination<Tile, C...>& sum) {
    for (int j = 0; j < lanes; ++j) set(j, lane_of(sum, j));
    return *this;
  }

  [[gnu::always_inline]] Point<Lane<Real>, D> operator[](int j) const {
    Point<Lane<Real>, D> p;
    for (int d = 0; d < D; ++d) p[d] = Lane<Real>::load(&number[d][j * width]);
    return p;
  }
  [[gnu::always_inline]] void set(int j, const Point<Lane<Real>, D>& p) {
    for (int d = 0; d < D; ++d) p[d].store(&number[d][j * width]);
  }

  // One lane of a tile, or of a combination that is not stored.
  [[gnu::always_inline]] friend Point<Lane<Real>, D> lane_of(const Tile& x, int j) { return x[j]; }
  template <class... C>
  [[gnu::always_inline]] friend Point<Lane<Real>, D> lane_of(const Combination<Tile, C...>& sum,
                                                             int j) {
    Point<Lane<Real>, D> p;
    for (int d = 0; d < D; ++d) p[d] = sum.evaluate(Read{d, j * width});
    return p;
  }

  template <class F, class... X>
  friend Tile pointwise(const F& f, const Tile& x, const X&... more) {
    return sweep(f, x, more...);
  }
  template <class F, class... C, class... X>
  friend Tile pointwise(const F& f, const Combination<Tile, C...>& x, const X&... more) {
    return sweep(f, x, more...);
  }

  [[gnu::flatten]] friend PerSample inner(const Tile& x, const Tile& y) {
    PerSample products;
    for (int j = 0; j < lanes; ++j)
      scoresde::inner(x[j], y[j]).store(products.number.data() + j * width);
    return products;
  }
  template <class F, class... X>
  [[gnu::flatten]] friend PerSample per_sample(const F& f, const Tile& x, const X&... more) {
    PerSample k;
    for (int j = 0; j < lanes; ++j) f(x[j], lane_of(more, j)...).store(k.number.data() + j * width);
    return k;
  }
  template <class F, class... X>
  [[gnu::flatten]] friend PerSample paired(const F& f, Tile& y, const Tile& x, const X&... more) {
    PerSample k;
    for (int j = 0; j < lanes; ++j) {
      const auto [point, value] = f(x[j], lane_of(more, j)...);
      y.set(j, point);
      value.store(k.number.data() + j * width);
    }
    return k;
  }
  template <class C, class F, class... X>
  friend PerSample reduce(const C& combine, const F& f, const Tile& x, const X&... more) {
    return per_sample([&](const auto&... p) { return scoresde::reduce(combine, f, p...); }, x,
                      more...);
  }
  friend constexpr int dimension(const Tile&) { return D; }
  friend Columns<Real> columns(Tile& x) { return {&x.number[0][0], samples}; }
  friend PerSample mean_over(OverSample, const PerSample& k, const Tile&) { return k; }
  friend auto mean_over(OverGroup, PerSample k, const Tile&) {
    if constexpr (samples == group_size(D)) {
      return group_mean<samples>(k.number.data());  // one number for the whole tile
    } else {
      average_groups<group_size(D)>(k.number.data(), samples);
      return k;
    }
  }
  friend Tile choose(const PerSample& k, const Tile& x, const Tile& y) {
    Tile chosen;
    for (int j = 0; j < lanes; ++j)
      chosen.set(j, scoresde::choose(Lane<Real>::load(k.number.data() + j * width), x[j], y[j]));
    return chosen;
  }

 private:
  struct Read {
    int d, first;
    [[gnu::always_inline]] Lane<Real> operator()(const Tile& x) const {
      return Lane<Real>::load(&x.number[d][first]);
    }
    [[gnu::always_inline]] Lane<Real> operator()(const PerSample& k) const {
      return Lane<Real>::load(k.number.data() + first);
    }
  };
  [[gnu::flatten]] static Tile sweep(const auto& f, const auto&... x) {
    Tile y;
    for (int j = 0; j < lanes; ++j) y.set(j, f(lane_of(x, j)...));
    return y;
  }
};

// The noise of a tile's samples, at their own addresses.
template <class T>
class TileNoise;
template <class Real, int D, int samples>
class TileNoise<Tile<Real, D, samples>> {
 public:
  TileNoise(std::uint64_t seed, Purpose purpose, std::uint64_t first_sample)
      : draws_(seed, purpose, first_sample) {}

  Tile<Real, D, samples> operator()() {
    Tile<Real, D, samples> z;
    for (int d = 0; d < D; d += 2) {
      each_lane([&](int first, const auto& pair) {
        pair.first.store(&z.number[d][first]);
        if (d + 1 < D) pair.second.store(&z.number[d + 1][first]);
      });
      draws_.advance();
    }
    return z;
  }
  PerSample<Real, samples> exponential() {
    PerSample<Real, samples> e;
    each_lane([&](int first, const auto& pair) {
      const auto& [a, b] = pair;
      (Lane<Real>(Real(0.5)) * (a * a + b * b)).store(e.number.data() + first);
    });
    draws_.advance();
    return e;
  }

 private:
  [[gnu::flatten]] void each_lane(const auto& use) const {
    using L = Lane<Real>;
    const Draws draws = draws_;  // a copy, which no store to the tile can be taken to change
    for (int first = 0; first < samples; first += L::width) {
      const auto at =
          Words<Real>::counting_from(low_word(draws_.sample()) + static_cast<std::uint32_t>(first));
      use(first, box_muller<L>(draws.words(at)));
    }
  }

  Draws draws_;
};

}  // namespace scoresde::eigen
