// The whole batch on a device as a value, of a dimension known at run time. A sum is one text over
// all numbers, whatever it combines. Models per sample are for the place Cuda, where a sample stays
// in registers: there is no pointwise here.
#pragma once
#include <algorithm>
#include <scoresde/cuda/batch_texts.hpp>
#include <scoresde/sde/validate.hpp>
#include <scoresde/value/combination.hpp>

namespace scoresde::cuda {

template <class Number, class Device>
struct DeviceBatch : Vector {
  using Real = Number;
  using PerSample = DeviceNumbers<Real, Device>;
  using Array = DeviceArray<Real, Device>;
  Array array;
  std::uint64_t rows = 0, ghosts = 0;  // ghosts at the end only complete the last Langevin group
  int columns = 0;

  DeviceBatch() = default;
  DeviceBatch(std::uint64_t samples, int dimension, std::uint64_t ghost_samples,
              const Device& device)
      : array(samples * static_cast<std::uint64_t>(dimension), device),
        rows(samples),
        ghosts(ghost_samples),
        columns(dimension) {}
  template <class... C>
  DeviceBatch(const Combination<DeviceBatch, C...>& sum) {
    *this = sum;
  }
  template <class... C>
  DeviceBatch& operator=(const Combination<DeviceBatch, C...>& sum) {
    const DeviceBatch& shape = *sum.values()[0];
    std::uint64_t most = 0;
    for (const DeviceBatch* x : sum.values()) {
      require(x->rows == shape.rows && x->columns == shape.columns, "rows of a batch", x->rows,
              "must be ", shape.rows,
              " with as many columns: a model gives back as many samples as it is given");
      most = std::max(most, x->ghosts);
    }
    if (rows != shape.rows || columns != shape.columns) *this = shape.alike();
    ghosts = most;
    assign(sum, std::index_sequence_for<C...>{});
    return *this;
  }

  const Device& device() const { return array.device(); }
  std::uint64_t size() const { return array.size(); }
  // A batch of the same shape, not yet written.
  DeviceBatch alike() const { return DeviceBatch(rows, columns, ghosts, device()); }

  friend PerSample inner(const DeviceBatch& x, const DeviceBatch& y) {
    Array to(x.rows, x.device());
    const InnerText<Real> text{x.array.data(), y.array.data(), to.data(), x.rows, x.columns};
    x.device().each(x.rows, text);
    return PerSample(std::move(to));
  }
  friend PerSample mean_over(OverSample, const PerSample& k, const DeviceBatch&) { return k; }
  friend PerSample mean_over(OverGroup, const PerSample& k, const DeviceBatch& x) {
    const auto group = static_cast<std::uint64_t>(group_size(x.columns));
    require(k.size() % group == 0, "samples of the batch", k.size(),
            "must be a multiple of a Langevin group, ", group);
    if (group == 1) return k;
    const std::uint64_t parts = std::min<std::uint64_t>(16, group);
    const Array part = summed<Real>(k.data(), k.size() / group, group, parts, x.device());
    return averaged<Real>(part.data(), k, group, parts, static_cast<Real>(group));
  }
  // In double, so that it is the same to rounding in whatever order.
  friend PerSample mean_over(OverBatch, const PerSample& k, const DeviceBatch& x) {
    constexpr std::uint64_t many = 1024, few = 16;
    const std::uint64_t own = k.size() - x.ghosts;
    const auto first = summed<double>(k.data(), 1, own, many, x.device());
    const auto then = summed<double>(first.data(), 1, many, few, x.device());
    return averaged<double>(then.data(), k, k.size(), few, static_cast<double>(own));
  }
  friend DeviceBatch choose(const PerSample& k, const DeviceBatch& x, const DeviceBatch& y) {
    DeviceBatch chosen = x.alike();
    const ChooseText<Real> text{k.data(), x.array.data(), y.array.data(), chosen.array.data(),
                                x.rows};
    x.device().each(x.size(), text);
    return chosen;
  }
  friend int dimension(const DeviceBatch& x) { return x.columns; }

 private:
  template <class K>
  static Operand<Real> coefficient(const K& k) {
    if constexpr (std::same_as<K, One>)
      return PerSample::operand_of(1);
    else if constexpr (Arithmetic<K>)
      return PerSample::operand_of(k);
    else
      return operand(k);
  }
  template <class... C, std::size_t... i>
  void assign(const Combination<DeviceBatch, C...>& sum, std::index_sequence<i...>) {
    const SumText<Real, sizeof...(C)> text{
        array.data(),
        rows,
        (std::same_as<C, PerSample> || ...),
        {{coefficient(std::get<i>(sum.coefficients())), sum.values()[i]->array.data()}...}};
    device().each(size(), text);
  }
  template <class To, class From>
  static DeviceArray<To, Device> summed(const From* from, std::uint64_t groups, std::uint64_t group,
                                        std::uint64_t parts, const Device& device) {
    DeviceArray<To, Device> part(groups * parts, device);
    const PartsText<From, To> text{from, part.data(), group, parts};
    device.each(groups * parts, text);
    return part;
  }
  template <class From>
  static PerSample averaged(const From* part, const PerSample& like, std::uint64_t group,
                            std::uint64_t parts, From count) {
    Array to(like.size(), like.device());
    const MeanText<From, Real> text{part, to.data(), group, parts, count};
    like.device().each(like.size(), text);
    return PerSample(std::move(to));
  }
};

}  // namespace scoresde::cuda
