// The exact score of a finite data set, smoothed by a bandwidth, on a device: a mixture with the
// data as means,
//   s(x,t) = (sum_k r_k alpha m_k - x) / v,  v = alpha^2 bandwidth^2 + sigma^2,
// by matrix products, x m^T for the distances and r m, and exact distances where products would
// be too coarse (score/distances.hpp).
#pragma once
#include <numbers>
#include <scoresde/cuda/attention.hpp>
#include <scoresde/score/concept.hpp>
#include <scoresde/value/rows.hpp>

namespace scoresde {

template <class Device, class Number>
class DataSetOn {
  using Numbers = cuda::DeviceArray<Number, Device>;
  using Attention = cuda::Attention<Number, Device>;

 public:
  using Prediction = Score;
  using Real = Number;  // of the batches that it takes
  using Batch = cuda::DeviceBatch<Number, Device>;
  static constexpr bool whole_batch = true;

  // One datum a row of an array on the host. Copies of the model share the data, which are on the
  // device once the model is made, for any of its streams.
  template <class Array>
  explicit DataSetOn(const Array& data, double bandwidth = 0, const Device& device = {})
      : data_(std::make_shared<const Data>(moved(data, device))), bandwidth_(bandwidth) {
    validate();
  }

  struct Prepared {
    double alpha, variance;
  };
  template <HasMarginal S>
  Prepared prepare(const S& sde, double t) const {
    const double a = sde.alpha(t), s = sde.sigma(t);
    return {a, a * a * bandwidth_ * bandwidth_ + s * s};
  }

  Batch operator()(const Prepared& p, const Batch& x) const {
    require_dimension(x);
    Batch s = x.alike();
    const Attention a(*data_, p.alpha, p.variance, x, s.array.data());
    x.device().each(
        x.size(), cuda::ScoreText<Number>{a.x.array.data(), a.total.data(), s.array.data(), x.rows,
                                          a.exact() ? Number(1) : static_cast<Number>(p.alpha),
                                          a.exact() ? Number(0) : Number(1),
                                          static_cast<Number>(1 / p.variance)});
    return s;
  }
  // In nats, one a sample.
  typename Batch::PerSample log_density(const Prepared& p, const Batch& x) const {
    require_dimension(x);
    const Attention a(*data_, p.alpha, p.variance, x, nullptr);
    const double normaliser =
        -std::log(static_cast<double>(data_->rows)) -
        0.5 * static_cast<double>(data_->columns) * std::log(2 * std::numbers::pi * p.variance);
    Numbers density(x.rows, x.device());
    const cuda::DensityText<Number> text{
        {a.x.array.data(), nullptr, x.rows, x.columns},
        a.total.data(),
        a.top.data(),
        density.data(),
        static_cast<Number>(normaliser),
        a.whole_distances() ? Number(0) : static_cast<Number>(0.5 / p.variance)};
    x.device().each(x.rows, text);
    return typename Batch::PerSample(std::move(density));
  }

  // The smallest standard deviation of what the score belongs to at time t.
  template <HasMarginal S>
  double narrowest_deviation(const S& sde, double t) const {
    return std::sqrt(prepare(sde, t).variance);
  }

  void validate() const {
    require(bandwidth_ >= 0 && std::isfinite(bandwidth_), "bandwidth", bandwidth_,
            "must lie in [0, infinity)");
  }

 private:
  using Data = cuda::DeviceData<Number, Device>;

  static Data moved(const auto& array, const Device& device) {
    const auto& data = evaluated(array);
    const auto rows = static_cast<std::ptrdiff_t>(rows_of(data)),
               columns = static_cast<std::ptrdiff_t>(columns_of(data));
    require(rows >= 1, "data.rows()", rows, "must lie in [1, infinity)");
    require(columns >= 1, "data.cols()", columns, "must lie in [1, infinity)");
    const auto count = static_cast<std::size_t>(rows);
    std::vector<Number> numbers, centre, half_squares(count, Number(0));
    numbers.reserve(count * static_cast<std::size_t>(columns));
    double squared_radius = 0;
    for (std::ptrdiff_t d = 0; d < columns; ++d) {
      double mean = 0;
      for (std::ptrdiff_t k = 0; k < rows; ++k)
        mean += static_cast<double>(data(k, d)) / static_cast<double>(rows);
      centre.push_back(static_cast<Number>(mean));
      for (std::ptrdiff_t k = 0; k < rows; ++k) {
        const auto number = static_cast<Number>(static_cast<double>(data(k, d)) -
                                                static_cast<double>(centre.back()));
        require(std::isfinite(number), "data", number, "must be finite");
        numbers.push_back(number);
        half_squares[static_cast<std::size_t>(k)] += number * number / 2;
      }
    }
    for (const Number half : half_squares)
      squared_radius = std::max(squared_radius, 2 * static_cast<double>(half));
    Data made{Numbers(numbers, device),
              Numbers(half_squares, device),
              Numbers(centre, device),
              rows,
              columns,
              std::sqrt(squared_radius)};
    made.numbers.release();
    made.half_squares.release();
    made.centre.release();
    return made;
  }
  void require_dimension(const Batch& x) const {
    require(x.columns == data_->columns, "dimension of the samples", x.columns, "must be ",
            data_->columns, ", that of the data");
  }

  std::shared_ptr<const Data> data_;
  double bandwidth_;
};

}  // namespace scoresde
