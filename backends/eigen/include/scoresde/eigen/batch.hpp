// The whole batch as a value: an Eigen array with one sample a row, each coordinate contiguous.
#pragma once
#include <algorithm>
#include <scoresde/eigen/lane.hpp>
#include <scoresde/eigen/per_sample.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

template <class Number, int D = Eigen::Dynamic>
struct Batch : Vector {
  using Real = Number;
  using PerSample = eigen::PerSample<Real, Eigen::Dynamic>;
  using Array = Eigen::Array<Real, Eigen::Dynamic, D>;
  Array array;
  Eigen::Index ghosts = 0;  // rows at the end that only complete the last Langevin group

  Batch() = default;
  Batch(Array samples, Eigen::Index ghost_samples = 0)
      : array(std::move(samples)), ghosts(ghost_samples) {}
  template <class... C>
  Batch(const Combination<Batch, C...>& sum) {
    *this = sum;
  }
  template <class... C>
  Batch& operator=(const Combination<Batch, C...>& sum) {
    const Batch& shape = *sum.values()[0];
    ghosts = shape.ghosts;
    for (const Batch* x : sum.values()) ghosts = std::max(ghosts, x->ghosts);
    array.resize(shape.array.rows(), shape.array.cols());
    for (Eigen::Index d = 0; d < array.cols(); ++d) array.col(d) = sum.evaluate(Read{d});
    return *this;
  }

  friend PerSample inner(const Batch& x, const Batch& y) {
    return typename PerSample::Numbers((x.array * y.array).rowwise().sum());
  }
  friend PerSample mean_over(OverSample, const PerSample& k, const Batch&) { return k; }
  friend PerSample mean_over(OverGroup, PerSample k, const Batch& x) {
    const int group = group_size(static_cast<int>(x.array.cols()));
    require(k.number.size() % group == 0, "samples of the batch", k.number.size(),
            "the multiples of a Langevin group, " + std::to_string(group));
    eigen::average_groups(k.number.data(), k.number.size(), group);
    return k;
  }
  friend PerSample mean_over(OverBatch, PerSample k, const Batch& x) {
    k.number.setConstant(k.number.head(k.number.size() - x.ghosts).mean());
    return k;
  }
  friend Batch choose(const PerSample& k, const Batch& x, const Batch& y) {
    Batch chosen = y;
    for (Eigen::Index d = 0; d < chosen.array.cols(); ++d)
      chosen.array.col(d) = (k.number > 0).select(x.array.col(d), y.array.col(d));
    return chosen;
  }

  // f at every sample, in lanes; only where the dimension is a constant.
  template <class F, class... X>
    requires(D != Eigen::Dynamic)
  friend Batch pointwise(const F& f, const Batch& x, const X&... more) {
    return sweep(f, x, stored(more)...);
  }
  template <class F, class... C, class... X>
    requires(D != Eigen::Dynamic)
  friend Batch pointwise(const F& f, const Combination<Batch, C...>& x, const X&... more) {
    return sweep(f, stored(x), stored(more)...);
  }

 private:
  struct Read {
    Eigen::Index d;
    auto operator()(const Batch& x) const { return x.array.col(d); }
    auto operator()(const PerSample& k) const { return k.number.head(k.number.size()); }
  };
  static constexpr int width = eigen::Lane<Real>::width;
  using Sample = Point<eigen::Lane<Real>, D>;

  static Sample lane_of(const Batch& x, Eigen::Index first, Eigen::Index count) {
    Sample p;
    for (int d = 0; d < D; ++d) {
      Real side_by_side[width];  // a part of a lane is filled up with its first sample
      for (int i = 0; i < width; ++i) side_by_side[i] = x.array(first + (i < count ? i : 0), d);
      p[d] = eigen::Lane<Real>::load(side_by_side);
    }
    return p;
  }
  [[gnu::flatten]] static Batch sweep(const auto& f, const Batch& x, const auto&... more) {
    Batch y{Array(x.array.rows(), D), x.ghosts};
    for (Eigen::Index first = 0; first < x.array.rows(); first += width) {
      const Eigen::Index count = std::min<Eigen::Index>(width, x.array.rows() - first);
      const Sample p = f(lane_of(x, first, count), lane_of(more, first, count)...);
      for (int d = 0; d < D; ++d) {
        Real side_by_side[width];
        p[d].store(side_by_side);
        for (Eigen::Index i = 0; i < count; ++i) y.array(first + i, d) = side_by_side[i];
      }
    }
    return y;
  }
};

}  // namespace scoresde
