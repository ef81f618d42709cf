// The whole batch as a value: an array with one sample a row, each coordinate contiguous, of Eigen
// or another library. It is worked through in lanes, the last of them in part, so a sample is the
// same bits as on a tile and in a batch of another size.
#pragma once
#include <algorithm>
#include <scoresde/eigen/arrays.hpp>
#include <scoresde/eigen/lane.hpp>
#include <scoresde/eigen/per_sample.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

template <class Number, int D = Eigen::Dynamic, class Arrays = EigenArrays>
struct Batch : Vector {
  using Real = Number;
  using PerSample = eigen::PerSample<Real, Eigen::Dynamic>;
  using Array = typename Arrays::template Samples<Real, D>;
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
    for (const Batch* x : sum.values()) {
      require(x->rows() == shape.rows() && x->cols() == shape.cols(), "rows of a batch", x->rows(),
              "must be ", shape.rows(),
              " with as many columns: a model gives back as many samples as it is given");
      ghosts = std::max(ghosts, x->ghosts);
    }
    if (rows() != shape.rows() || cols() != shape.cols()) array = samples(shape);
    assign(sum);
    return *this;
  }

  Eigen::Index rows() const { return rows_of(array); }
  Eigen::Index cols() const { return columns_of(array); }

  friend PerSample inner(const Batch& x, const Batch& y) {
    PerSample products{typename PerSample::Numbers(x.rows())};
    each_lane(x.rows(), [&](Eigen::Index first, Eigen::Index count) {
      eigen::Lane<Real> sum = Real(0);
      for (Eigen::Index d = 0; d < x.cols(); ++d)
        sum = sum + Read{d, first, count}(x)*Read{d, first, count}(y);
      eigen::store_part(sum, &products.number[first], count);
    });
    return products;
  }
  template <class C, class F, class... X>
  friend PerSample reduce(const C& combine, const F& f, const Batch& x, const X&... more) {
    PerSample k{typename PerSample::Numbers(x.rows())};
    each_lane(x.rows(), [&](Eigen::Index first, Eigen::Index count) {
      Lane result = f(Read{0, first, count}(x), Read{0, first, count}(more)...);
      for (Eigen::Index d = 1; d < x.cols(); ++d)
        result = combine(result, f(Read{d, first, count}(x), Read{d, first, count}(more)...));
      eigen::store_part(result, &k.number[first], count);
    });
    return k;
  }
  template <class F, class... X>
  requires(D != Eigen::Dynamic) friend PerSample
      per_sample(const F& f, const Batch& x, const X&... more) {
    PerSample k{typename PerSample::Numbers(x.rows())};
    each_lane(x.rows(), [&](Eigen::Index first, Eigen::Index count) {
      const Lane number = f(sample_at(x, first, count), sample_at(more, first, count)...);
      eigen::store_part(number, &k.number[first], count);
    });
    return k;
  }
  template <class F, class... X>
  requires(D != Eigen::Dynamic) friend PerSample
      paired(const F& f, Batch& y, const Batch& x, const X&... more) {
    PerSample k{typename PerSample::Numbers(x.rows())};
    if (y.rows() != x.rows() || y.cols() != D) y.array = samples(x);
    y.ghosts = x.ghosts;
    each_lane(x.rows(), [&](Eigen::Index first, Eigen::Index count) {
      const auto [point, number] = f(sample_at(x, first, count), sample_at(more, first, count)...);
      for (int d = 0; d < D; ++d) eigen::store_part(point[d], &y.array(first, d), count);
      eigen::store_part(number, &k.number[first], count);
    });
    return k;
  }
  friend int dimension(const Batch& x) { return static_cast<int>(x.cols()); }
  friend PerSample mean_over(OverSample, const PerSample& k, const Batch&) { return k; }
  friend PerSample mean_over(OverGroup, PerSample k, const Batch& x) {
    const int group = group_size(static_cast<int>(x.cols()));
    require(k.number.size() % group == 0, "samples of the batch", k.number.size(),
            "must be a multiple of a Langevin group, ", group);
    eigen::average_groups(k.number.data(), k.number.size(), group);
    return k;
  }
  friend PerSample mean_over(OverBatch, PerSample k, const Batch& x) {
    k.number.setConstant(k.number.head(k.number.size() - x.ghosts).mean());
    return k;
  }
  friend Batch choose(const PerSample& k, const Batch& x, const Batch& y) {
    Batch chosen{samples(x), x.ghosts};
    for (Eigen::Index d = 0; d < x.cols(); ++d)
      each_lane(x.rows(), [&](Eigen::Index first, Eigen::Index count) {
        const Read read{d, first, count};
        eigen::store_part(choose(read(k), read(x), read(y)), &chosen.array(first, d), count);
      });
    return chosen;
  }

  // f at every sample, in lanes; only where the dimension is a constant.
  template <class F, class... X>
  requires(D != Eigen::Dynamic) friend Batch
      pointwise(const F& f, const Batch& x, const X&... more) {
    return sweep(f, x, stored(more)...);
  }
  template <class F, class... C, class... X>
  requires(D != Eigen::Dynamic) friend Batch
      pointwise(const F& f, const Combination<Batch, C...>& x, const X&... more) {
    return sweep(f, stored(x), stored(more)...);
  }

 private:
  using Lane = eigen::Lane<Real>;

  static Array samples(const Batch& like) {
    return Arrays::template samples<Real, D>(like.rows(), like.cols());
  }

  struct Read {
    Eigen::Index d, first, count;
    [[gnu::always_inline]] Lane operator()(const Batch& x) const {
      return eigen::load_part(&x.array(first, d), count);
    }
    [[gnu::always_inline]] Lane operator()(const PerSample& k) const {
      return eigen::load_part(&k.number[first], count);
    }
  };
  [[gnu::flatten]] static void each_lane(Eigen::Index rows, const auto& f) {
    for (Eigen::Index first = 0; first < rows; first += Lane::width)
      f(first, std::min<Eigen::Index>(Lane::width, rows - first));
  }
  void assign(const auto& sum) {
    for (Eigen::Index d = 0; d < cols(); ++d)
      each_lane(rows(), [&](Eigen::Index first, Eigen::Index count) {
        eigen::store_part(sum.evaluate(Read{d, first, count}), &array(first, d), count);
      });
  }

  using Sample = Point<Lane, D>;
  static Sample sample_at(const Batch& x, Eigen::Index first, Eigen::Index count) {
    static_assert(
        sizeof(Sample) <= 1 << 18,
        "a point of so many coordinates does not fit a thread's stack: use a model of the "
        "whole batch");
    Sample p;
    for (int d = 0; d < D; ++d) p[d] = Read{d, first, count}(x);
    return p;
  }
  static Batch sweep(const auto& f, const Batch& x, const auto&... more) {
    Batch y{samples(x), x.ghosts};
    each_lane(x.rows(), [&](Eigen::Index first, Eigen::Index count) {
      const Sample p = f(sample_at(x, first, count), sample_at(more, first, count)...);
      for (int d = 0; d < D; ++d) eigen::store_part(p[d], &y.array(first, d), count);
    });
    return y;
  }
};

}  // namespace scoresde
