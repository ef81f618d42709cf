// The attention of samples to data: for each sample x the sums over the data m_k of the weights
//   w_k = exp(-|x - alpha m_k|^2 / 2v)
// and of what they weigh, a block of the data at a time, with a running maximum. The samples stand
// side by side in SIMD registers, E, a lane or a strip. Every sum goes in the order of the data, so
// a sample is the same bits whatever stands beside it.
#pragma once
#include <array>
#include <limits>
#include <numbers>
#include <scoresde/eigen/attention_sums.hpp>
#include <scoresde/eigen/centred_data.hpp>
#include <scoresde/score/distances.hpp>

namespace scoresde::eigen {

template <class E, class Sums = AttentionSums<E>>
class Attention {
  using Real = typename E::Scalar;
  using Index = Eigen::Index;

 public:
  static constexpr Index width = E::width;
  Attention(const CentredData<Real>& data, double alpha, double variance)
      : data_(data),
        rule_{data.count(), data.dimension(), data.radius(), std::numeric_limits<Real>::epsilon()},
        distances_(rule_.choose(alpha, variance)),
        scale_(alpha),
        variance_(variance),
        sums_(data.dimension(), block),
        margin_(distances_ == Distances::screened ? block * width : 0) {}

  // Coordinate d of `count` samples; whatever else stands beside them repeats the first.
  void set(Index d, const Real* from, Index count) {
    const auto offset = static_cast<Real>(scale_ * data_.centre(d));
    Real* const to = sums_.x_at(d);
    for (Index i = 0; i < count; ++i) to[i] = from[i] - offset;
    for (Index i = count; i < Sums::width; ++i) to[i] = to[0];
  }
  void attend() {
    square_ = total_ = moment_ = E(Real(0));
    closest_ = top_ = E(none);
    sums_.forget_shift();
    for (Index d = 0; d < data_.dimension(); ++d) square_ = x(d) * x(d) + square_;
    for (Index first = 0; first < data_.count(); first += block)
      attend_block(first, std::min(block, data_.count() - first));
  }

  // sum_k r_k alpha m_k - x with r_k = w_k / sum_j w_j
  E pull(Index d) const { return distances_ == Distances::expanded ? mean(d) - x(d) : mean(d); }
  // log sum_k w_k = log(total) - nearest / 2v
  E total() const { return total_; }
  E nearest() const { return distances_ == Distances::expanded ? square_ - top_ : -top_; }
  // sum_k r_k |alpha m_k - sum_j r_j alpha m_j|^2
  E spread() const {
    E square = E(Real(0));
    for (Index d = 0; d < data_.dimension(); ++d) square = mean(d) * mean(d) + square;
    return moment_ / total_ - square;
  }

 private:
  static constexpr Index block = 96;
  static constexpr Real none = -std::numeric_limits<Real>::infinity();
  using Rows = std::array<const Real*, block>;

  // A product of numbers that a compiler sees to be the same for all samples becomes one number's,
  // which it does not fuse with what it is added to: whether it sees that must not matter.
  E alpha() const { return hidden<E>(static_cast<Real>(scale_)); }
  E x(Index d) const { return sums_.x(d); }
  E mean(Index d) const {  // of alpha m, less x where distances are not expanded
    const E scale = distances_ == Distances::expanded ? static_cast<Real>(scale_) : Real(1);
    return scale * sums_.shift(d) / total_;
  }
  E affinity(Index k) const { return sums_.affinity(k); }
  E margin(Index k) const { return E::load(&margin_[k * width]); }
  void put(Index k, const E& affinity) { sums_.put(k, affinity); }

  // Affinities are squares of distances, less |x|^2 where they are expanded, with a minus.
  void attend_block(Index first, Index count) {
    Rows row;
    for (Index k = 0; k < count; ++k) row[static_cast<std::size_t>(k)] = data_.datum(first + k);
    const E alpha = this->alpha();
    if (distances_ != Distances::exact) {
      sums_.over_coordinates(row.data(), count,
                             [](const E& sum, const E& x, const E& m) { return x * m + sum; });
      for (Index k = 0; k < count; ++k)  // one product, not two
        put(k, alpha * (affinity(k) + affinity(k) - alpha * E(data_.square(first + k))));
    }
    if (distances_ == Distances::screened) count = screen(row, count);
    if (count == 0) return;
    if (distances_ != Distances::expanded) {
      sums_.over_coordinates(row.data(), count, [&](const E& sum, const E& x, const E& m) {
        const E away = x - alpha * m;
        return away * away + sum;
      });
      for (Index k = 0; k < count; ++k) put(k, -affinity(k));
    }
    weigh(first, count);
    if (distances_ == Distances::expanded)
      sums_.over_data(row.data(), count, shrink_,
                      [](const E& sum, const E& w, const E& m, const E&) { return w * m + sum; });
    else
      sums_.over_data(row.data(), count, shrink_,
                      [&](const E& sum, const E& w, const E& m, const E& x) {
                        return w * (alpha * m - x) + sum;
                      });
  }

  // Leaves the data that can matter to a sample here; to which, a positive margin says.
  Index screen(Rows& row, Index count) {
    for (Index k = 0; k < count; ++k) closest_ = max(closest_, affinity(k));
    const E slack = E(static_cast<Real>(rule_.error(scale_))) * sqrt(square_) +
                    E(static_cast<Real>(rule_.leeway(scale_, variance_))),
            least = closest_ - slack;
    Index left = 0;
    for (Index k = 0; k < count; ++k) {
      const E margin = affinity(k) - least;
      if (!any_positive(margin)) continue;
      margin.store(&margin_[left * width]);
      row[static_cast<std::size_t>(left++)] = row[static_cast<std::size_t>(k)];
    }
    return left;
  }

  // Affinities become weights, relative to the largest so far.
  void weigh(Index first, Index count) {
    const bool screened = distances_ == Distances::screened,
               expanded = distances_ == Distances::expanded;
    const E alpha = this->alpha(), slope = static_cast<Real>(0.5 * std::numbers::log2e / variance_);
    E top = top_;
    for (Index k = 0; k < count; ++k)
      top = max(top, screened ? choose(margin(k), affinity(k), E(none)) : affinity(k));
    shrink_ = choose(top - top_, exp2(slope * (top_ - top)), E(Real(1)));
    top_ = top;

    E total = Real(0), moment = Real(0);
    for (Index k = 0; k < count; ++k) {
      const E here = affinity(k), weight = exp2(slope * (here - top)),
              own = screened ? choose(margin(k), weight, E(Real(0))) : weight;
      total = total + own;
      moment = own * (expanded ? alpha * (alpha * E(data_.square(first + k))) : -here) + moment;
      put(k, own);
    }
    total_ = total_ * shrink_ + total;
    moment_ = moment_ * shrink_ + moment;
  }

  const CentredData<Real>& data_;
  DistanceRule rule_;
  Distances distances_;
  double scale_, variance_;  // alpha and v
  Sums sums_;
  Eigen::Array<Real, Eigen::Dynamic, 1> margin_;
  E square_, closest_, top_, shrink_, total_, moment_;
};

}  // namespace scoresde::eigen
