// The attention of samples to data, on a device: for each sample the sum over the data m_k of
// exp(a_k), a_k = (alpha x . m_k - alpha^2 |m_k|^2 / 2) / v, and the same sum of the m_k. A block
// of the data at a time, with a running maximum, and as many samples as keep the affinities a_k
// within 64 MiB.
#pragma once
#include <scoresde/cuda/device_batch.hpp>
#include <scoresde/cuda/softmax_texts.hpp>

namespace scoresde::cuda {

// Data on a device, one a row, each coordinate contiguous.
template <class Number, class Device>
struct DeviceData {
  DeviceArray<Number, Device> numbers, half_squares;  // |m_k|^2 / 2
  std::ptrdiff_t rows, columns;
};

template <class Number, class Device>
class Attention {
  using Numbers = DeviceArray<Number, Device>;
  using Batch = DeviceBatch<Number, Device>;
  using Data = DeviceData<Number, Device>;

 public:
  // The sums of the data themselves go to `centre`, a batch's numbers, where they are wanted.
  Attention(const Data& data, double alpha, double variance, const Batch& x, Number* centre)
      : data_(data),
        x_(x),
        centre_(centre),
        alpha_(static_cast<Number>(alpha)),
        slope_(static_cast<Number>(alpha / variance)),
        top(x.rows, x.device()),
        total(x.rows, x.device()) {
    const std::uint64_t most = std::min(batch_block, x.rows),
                        data_most = std::min(data_block, static_cast<std::uint64_t>(data.rows));
    Numbers weights(most * data_most, x.device()), shrink(most, x.device()),
        of_parts(2 * parts * most, x.device());
    x.device().each(x.rows, FillText<Number>{top.data(), -std::numeric_limits<Number>::infinity()});
    x.device().each(x.rows, FillText<Number>{total.data(), Number(0)});
    for (std::uint64_t first = 0; first < x.rows; first += most) {
      const std::uint64_t rows = std::min(most, x.rows - first);
      attend(first, rows, weights.data(),
             {top.data() + first, total.data() + first, shrink.data(), of_parts.data(),
              of_parts.data() + parts * rows});
    }
  }

 private:
  static constexpr std::uint64_t data_block = 1024, parts = 16,
                                 batch_block =
                                     (std::uint64_t{64} << 20) / (data_block * sizeof(Number));

  void attend(std::uint64_t first, std::uint64_t rows, Number* weights,
              const RunningSoftmax<Number>& running) const {
    const Device& device = x_.device();
    const auto own = static_cast<std::int64_t>(rows), all = static_cast<std::int64_t>(x_.rows);
    const std::int64_t columns = data_.columns, step = data_block;
    for (std::int64_t datum = 0; datum < data_.rows; datum += step) {
      const std::int64_t count = std::min<std::int64_t>(step, data_.rows - datum);
      const Matrix<const Number> data{data_.numbers.data() + datum, count, columns, data_.rows};
      const Matrix<const Number> x{x_.array.data() + first, own, columns, all};
      const Matrix<Number> products{weights, own, count, own};
      device.by_transposed(x, data, products);

      const Affinities<Number> affinity{weights, data_.half_squares.data() + datum,
                                        rows,    static_cast<std::uint64_t>(count),
                                        parts,   slope_,
                                        alpha_};
      device.each(rows * parts, TopText<Number>{affinity, running});
      device.each(rows * parts, WeightText<Number>{affinity, running});
      device.each(rows, TotalText<Number>{running, rows, parts});
      if (!centre_) continue;
      if (datum > 0)
        device.each(rows * static_cast<std::uint64_t>(columns),
                    ShrinkText<Number>{running.shrink, centre_ + first, rows, x_.rows});
      const Matrix<const Number> weight{weights, own, count, own};
      const Matrix<Number> centre{centre_ + first, own, columns, all};
      device.by(weight, data, centre, datum > 0);
    }
  }

  const Data& data_;
  const Batch& x_;
  Number* centre_;
  Number alpha_, slope_;

 public:
  Numbers top, total;  // the largest affinity, and the sum of exp(affinity - top)
};

}  // namespace scoresde::cuda
