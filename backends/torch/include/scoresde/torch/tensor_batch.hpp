// A whole batch as a tensor, one sample a row of the first dimension: any rank, any device. Sums
// are taken by tensor operations, so they are differentiated with whatever they stand in.
#pragma once
#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <scoresde/sde/validate.hpp>
#include <scoresde/torch/elements.hpp>
#include <scoresde/value/point.hpp>

namespace scoresde {

inline constexpr int any_dimension = -1;

template <class Number, int D = any_dimension>
struct TensorBatch : Vector {
  using Real = Number;
  using PerSample = Elements<Real>;
  at::Tensor tensor;
  std::int64_t ghosts = 0;  // samples at the end that only complete the last Langevin group

  TensorBatch() = default;
  TensorBatch(at::Tensor samples, std::int64_t ghost_samples = 0)
      : tensor(std::move(samples)), ghosts(ghost_samples) {}
  template <class... C>
  TensorBatch(const Combination<TensorBatch, C...>& sum) {
    *this = sum;
  }
  template <class... C>
  TensorBatch& operator=(const Combination<TensorBatch, C...>& sum) {
    const auto shape = sum.values()[0]->tensor.sizes();
    for (const TensorBatch* x : sum.values())
      require(x->tensor.sizes() == shape, "shape of a batch", x->tensor.sizes(), "must be ", shape,
              ": a model gives back a tensor of the shape that it is given");
    std::int64_t most = 0;
    for (const TensorBatch* x : sum.values()) most = std::max(most, x->ghosts);
    at::Tensor total;  // assigned last: the old value may be a term
    [&]<std::size_t... i>(std::index_sequence<i...>) {
      (add(total, std::get<i>(sum.coefficients()), sum.values()[i]->tensor, sizeof...(C)), ...);
    }
    (std::index_sequence_for<C...>{});
    tensor = std::move(total);
    ghosts = most;
    return *this;
  }

  std::int64_t samples() const { return tensor.size(0); }
  friend int dimension(const TensorBatch& x) {
    return static_cast<int>(x.tensor.numel() / x.samples());
  }

  friend PerSample inner(const TensorBatch& x, const TensorBatch& y) {
    return PerSample((x.tensor * y.tensor).flatten(1).sum(1));
  }
  friend PerSample mean_over(OverSample, const PerSample& k, const TensorBatch&) { return k; }
  friend PerSample mean_over(OverGroup, const PerSample& k, const TensorBatch& x) {
    const int group = group_size(dimension(x));
    if (k.same_for_all() || group == 1) return k;
    require(x.samples() % group == 0, "samples of the batch", x.samples(),
            "must be a multiple of a Langevin group, ", group);
    const at::Tensor groups = k.tensor().view({-1, group});
    return PerSample(groups.mean(1, true).expand_as(groups).reshape({-1}));
  }
  friend PerSample mean_over(OverBatch, const PerSample& k, const TensorBatch& x) {
    if (k.same_for_all()) return k;
    const at::Tensor own = k.tensor().narrow(0, 0, x.samples() - x.ghosts);
    return PerSample(own.mean().expand({x.samples()}));
  }
  friend TensorBatch choose(const PerSample& k, const TensorBatch& x, const TensorBatch& y) {
    return {at::where(beside(k, x.tensor) > 0, x.tensor, y.tensor), x.ghosts};
  }

  // Combined in halves, ever shorter. The numbers lie on the host, as the choice of a step that
  // they are for is made there; they are contiguous and shared with nothing.
  template <class C, class F, class... X>
  friend PerSample reduce(const C& combine, const F& f, const TensorBatch& x, const X&... more) {
    at::Tensor t = f(PerSample(x.tensor.flatten(1)), PerSample(more.tensor.flatten(1))...).tensor();
    while (t.size(1) > 1) {
      const std::int64_t half = t.size(1) / 2;
      at::Tensor joined =
          combine(PerSample(t.slice(1, 0, half)), PerSample(t.slice(1, half, 2 * half))).tensor();
      t = t.size(1) % 2 ? at::cat({joined, t.slice(1, 2 * half)}, 1) : joined;
    }
    return PerSample(t.select(1, 0).clone().cpu());
  }

  // f at every sample, coordinate by coordinate; only where the dimension is a constant.
  template <class F, class... X>
  requires(D != any_dimension) friend TensorBatch
      pointwise(const F& f, const TensorBatch& x, const X&... more) {
    return joined(f(sample_of(x), sample_of(stored(more))...), x);
  }
  template <class F, class... C, class... X>
  requires(D != any_dimension) friend TensorBatch
      pointwise(const F& f, const Combination<TensorBatch, C...>& x, const X&... more) {
    return pointwise(f, TensorBatch(x), more...);
  }
  template <class F, class... X>
  requires(D != any_dimension) friend PerSample
      per_sample(const F& f, const TensorBatch& x, const X&... more) {
    return PerSample(expanded(f(sample_of(x), sample_of(more)...), x));
  }
  template <class F, class... X>
  requires(D != any_dimension) friend PerSample
      paired(const F& f, TensorBatch& y, const TensorBatch& x, const X&... more) {
    const auto [point, number] = f(sample_of(x), sample_of(more)...);
    y = joined(point, x);
    return PerSample(expanded(number, x));
  }
  // +1 and -1, as the numbers' own sign.
  friend TensorBatch signs(const TensorBatch& x) {
    return {at::where(x.tensor > 0, PerSample(Real(1)).tensor(), PerSample(Real(-1)).tensor()),
            x.ghosts};
  }

 private:
  using Sample = Point<PerSample, D>;

  // One number a sample, of a shape that goes with the samples' own.
  static at::Tensor beside(const PerSample& k, const at::Tensor& x) {
    if (k.same_for_all()) return k.tensor();
    std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
    shape[0] = k.tensor().size(0);
    return k.tensor().view(shape);
  }
  template <class K>
  static void add(at::Tensor& total, const K& k, const at::Tensor& x, std::size_t terms) {
    if constexpr (std::same_as<K, One>) {
      total = total.defined() ? total.add_(x) : terms > 1 ? x.clone() : x;
    } else if constexpr (std::is_arithmetic_v<K>) {
      const auto factor = static_cast<Real>(k);
      total = total.defined() ? total.add_(x, factor) : x * at::Scalar(factor);
    } else {
      const at::Tensor factor = beside(k, x);
      total = total.defined() ? total.addcmul_(factor, x) : factor * x;
    }
  }
  static Sample sample_of(const TensorBatch& x) {
    const at::Tensor rows = x.tensor.flatten(1);
    Sample p;
    for (int d = 0; d < D; ++d) p[d] = PerSample(rows.select(1, d));
    return p;
  }
  static at::Tensor expanded(const PerSample& k, const TensorBatch& like) {
    return k.same_for_all() ? like.tensor.new_full({like.samples()}, k.all()) : k.tensor();
  }
  static TensorBatch joined(const Sample& p, const TensorBatch& like) {
    std::vector<at::Tensor> columns;
    for (int d = 0; d < D; ++d) columns.push_back(expanded(p[d], like));
    return {at::stack(columns, 1).view(like.tensor.sizes()), like.ghosts};
  }
};

}  // namespace scoresde
