// The exact score of a finite data set, smoothed by a bandwidth: a mixture with the data as means,
//   s(x,t) = (sum_k r_k alpha m_k - x) / v,  v = alpha^2 bandwidth^2 + sigma^2,
// for a whole batch, with thousands of data in hundreds of dimensions (attention.hpp). Samples are
// taken a lane at a time and in parallel, so that batch x data is never held; a sample is the same
// bits in any batch and on any number of threads.
#pragma once
#include <memory>
#include <numbers>
#include <scoresde/eigen/attention.hpp>
#include <scoresde/eigen/batch.hpp>
#include <scoresde/eigen/flush_to_zero.hpp>
#include <scoresde/eigen/sums_of_one.hpp>
#include <scoresde/eigen/threads.hpp>
#include <scoresde/score/concept.hpp>

namespace scoresde {

template <class Number>
class DataSet {
  using Column = Eigen::Array<Number, Eigen::Dynamic, 1>;

 public:
  using Prediction = Score;
  using Real = Number;  // of the batches that it takes
  static constexpr bool whole_batch = true;
  static_assert(
      std::floating_point<Number>,
      "a DataSet's numbers are float or double: of integers say which, DataSet<float>(data)");

  // One datum a row, an array of any library or an expression of such. threads = 0 takes all cores.
  template <class Array>
  explicit DataSet(const Array& data, double bandwidth = 0, int threads = 0)
      : data_(std::make_shared<const eigen::CentredData<Number>>(data)),
        bandwidth_(bandwidth),
        threads_(threads) {
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

  template <int D, class Arrays>
  Batch<Number, D, Arrays> operator()(const Prepared& p, const Batch<Number, D, Arrays>& x) const {
    Batch<Number, D, Arrays> s(Arrays::template samples<Number, D>(x.rows(), x.cols()), x.ghosts);
    const auto precision = static_cast<Number>(1 / p.variance);
    attend(p, x, [&](const auto& attention, Eigen::Index first, Eigen::Index count) {
      for (Eigen::Index d = 0; d < x.cols(); ++d)
        store_part(attention.pull(d) * precision, &s.array(first, d), count);
    });
    return s;
  }
  // In nats, one a sample.
  template <int D, class Arrays>
  auto log_density(const Prepared& p, const Batch<Number, D, Arrays>& x) const {
    Column density(x.rows()), nearest(x.rows());
    attend(p, x, [&](const auto& attention, Eigen::Index first, Eigen::Index count) {
      store_part(attention.total(), &density[first], count);
      store_part(attention.nearest(), &nearest[first], count);
    });
    const double normaliser =
        -std::log(static_cast<double>(data_->count())) -
        0.5 * static_cast<double>(data_->dimension()) * std::log(2 * std::numbers::pi * p.variance);
    for (Eigen::Index i = 0; i < x.rows(); ++i)
      density[i] = static_cast<Number>(normaliser + std::log(static_cast<double>(density[i])) -
                                       static_cast<double>(nearest[i]) / (2 * p.variance));
    return PerSample(density);
  }
  // The score and its divergence, (spread / v - D) / v, one a sample.
  template <int D, class Arrays>
  auto with_divergence(const Prepared& p, const Batch<Number, D, Arrays>& x) const {
    Batch<Number, D, Arrays> s(Arrays::template samples<Number, D>(x.rows(), x.cols()), x.ghosts);
    Column divergence(x.rows());
    const auto precision = static_cast<Number>(1 / p.variance),
               dimension = static_cast<Number>(data_->dimension());
    attend(p, x, [&](const auto& attention, Eigen::Index first, Eigen::Index count) {
      for (Eigen::Index d = 0; d < x.cols(); ++d)
        store_part(attention.pull(d) * precision, &s.array(first, d), count);
      store_part((attention.spread() * precision - dimension) * precision, &divergence[first],
                 count);
    });
    return std::pair{std::move(s), PerSample(divergence)};
  }
  template <int D, class Arrays>
  auto divergence(const Prepared& p, const Batch<Number, D, Arrays>& x) const {
    return with_divergence(p, x).second;
  }
  // The smallest standard deviation of what the score belongs to at time t.
  template <HasMarginal S>
  double narrowest_deviation(const S& sde, double t) const {
    return std::sqrt(prepare(sde, t).variance);
  }

  void validate() const {
    require(bandwidth_ >= 0 && std::isfinite(bandwidth_), "bandwidth", bandwidth_,
            "must lie in [0, infinity)");
    require(threads_ >= 0, "threads", threads_, "must lie in [0, infinity)");
  }

 private:
  using PerSample = eigen::PerSample<Number, Eigen::Dynamic>;

  // use(attention, first, count) for all samples, as many at a time as stand in registers.
  void attend(const Prepared& p, const auto& x, const auto& use) const {
    require(x.cols() == data_->dimension(), "dimension of the samples", x.cols(), "must be ",
            data_->dimension(), ", that of the data");
    using Lane = eigen::Lane<Number>;
    using Strip = eigen::Strip<Number>;
    const Eigen::Index rows = x.rows(), whole = rows - rows % Lane::width;
    const auto some = [&]<class Attention>(std::type_identity<Attention>, Eigen::Index first,
                                           Eigen::Index end) {
      const eigen::FlushToZero guard;
      Attention attention(*data_, p.alpha, p.variance);
      for (; first < end; first += Attention::width) {
        const Eigen::Index count = std::min<Eigen::Index>(Attention::width, end - first);
        for (Eigen::Index d = 0; d < x.cols(); ++d) attention.set(d, &x.array(first, d), count);
        attention.attend();
        use(attention, first, count);
      }
    };
    // At most four lanes at a time, which share their memory; the rest of the batch is strips, or
    // one sample.
    const int threads = this->threads(rows);
    const Eigen::Index each = std::clamp<Eigen::Index>(rows / Lane::width / threads, 1, 4),
                       size = each * Lane::width, lanes = (whole + size - 1) / size,
                       strips = (rows - whole + Strip::width - 1) / Strip::width;
    eigen::in_parallel(static_cast<std::size_t>(lanes + strips), threads, [&](std::size_t i) {
      const auto part = static_cast<Eigen::Index>(i);
      if (part < lanes) {
        some(std::type_identity<eigen::Attention<Lane>>{}, part * size,
             std::min((part + 1) * size, whole));
      } else {
        const Eigen::Index first = whole + (part - lanes) * Strip::width;
        const Eigen::Index end = std::min(first + Strip::width, rows);
        if (end - first == 1)
          some(std::type_identity<eigen::Attention<Strip, eigen::SumsOfOne<Number>>>{}, first, end);
        else
          some(std::type_identity<eigen::Attention<Strip>>{}, first, end);
      }
    });
  }

  // A thread is worth its start where it has a tenth of a millisecond to do.
  int threads(Eigen::Index rows) const {
    const double work = static_cast<double>(rows) * static_cast<double>(data_->count()) *
                        static_cast<double>(data_->dimension() + 8);
    const unsigned wanted = threads_ > 0 ? static_cast<unsigned>(threads_)
                                         : std::max(1u, std::thread::hardware_concurrency());
    return static_cast<int>(std::min<double>(wanted, 1 + work / (1 << 22)));
  }

  std::shared_ptr<const eigen::CentredData<Number>> data_;  // copies of the model share it
  double bandwidth_;
  int threads_;
};
template <class Array>
DataSet(const Array&, double = 0, int = 0) -> DataSet<number_in<Array>>;

}  // namespace scoresde
