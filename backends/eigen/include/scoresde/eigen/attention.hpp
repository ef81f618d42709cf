// The attention of samples to data: for each sample x the sums over the data m_k of the weights
//   w_k = exp(-|x - alpha m_k|^2 / 2v)
// and of what they weigh, a block of the data at a time, with a running maximum. The samples stand
// side by side in SIMD registers, E, a lane or a strip. Every sum goes in the order of the data, so
// a sample is the same bits whatever stands beside it.
#pragma once
#include <array>
#include <limits>
#include <numbers>
#include <scoresde/eigen/centred_data.hpp>
#include <scoresde/eigen/strip.hpp>
#include <scoresde/score/distances.hpp>
#include <utility>

namespace scoresde::eigen {

template <class E>
class Attention {
  using Real = typename E::Scalar;
  using Index = Eigen::Index;

 public:
  Attention(const CentredData<Real>& data, double alpha, double variance)
      : data_(data),
        rule_{data.count(), data.dimension(), data.radius(), std::numeric_limits<Real>::epsilon()},
        distances_(rule_.choose(alpha, variance)),
        scale_(alpha),
        variance_(variance),
        x_(data.dimension() * width),
        shift_(x_.size()),
        affinity_(block * width),
        margin_(distances_ == Distances::screened ? affinity_.size() : 0) {}

  // Coordinate d of `count` samples; whatever else stands beside them repeats the first.
  void set(Index d, const Real* from, Index count) {
    const auto offset = static_cast<Real>(scale_ * data_.centre(d));
    Real* const to = &x_[d * width];
    for (Index i = 0; i < count; ++i) to[i] = from[i] - offset;
    for (Index i = count; i < width; ++i) to[i] = to[0];
  }
  void attend() {
    square_ = total_ = moment_ = E(Real(0));
    closest_ = top_ = E(none);
    shift_.setZero();
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
  static constexpr Index width = E::width, block = 96;
  static constexpr Real none = -std::numeric_limits<Real>::infinity();
  using Rows = std::array<const Real*, block>;
  using Numbers = Eigen::Array<Real, Eigen::Dynamic, 1>;

  E x(Index d) const { return E::load(&x_[d * width]); }
  E mean(Index d) const {  // of alpha m, less x where distances are not expanded
    const E scale = distances_ == Distances::expanded ? static_cast<Real>(scale_) : Real(1);
    return scale * E::load(&shift_[d * width]) / total_;
  }
  E affinity(Index k) const { return E::load(&affinity_[k * width]); }
  E margin(Index k) const { return E::load(&margin_[k * width]); }
  void put(Index k, const E& affinity) { affinity.store(&affinity_[k * width]); }

  // Affinities are squares of distances, less |x|^2 where they are expanded, with a minus.
  void attend_block(Index first, Index count) {
    Rows row;
    for (Index k = 0; k < count; ++k) row[static_cast<std::size_t>(k)] = data_.datum(first + k);
    const E alpha = static_cast<Real>(scale_);
    if (distances_ != Distances::exact) {
      over_coordinates(row, count,
                       [](const E& sum, const E& x, const E& m) { return x * m + sum; });
      for (Index k = 0; k < count; ++k)
        put(k, alpha * (E(Real(2)) * affinity(k) - alpha * E(data_.square(first + k))));
    }
    if (distances_ == Distances::screened) count = screen(row, count);
    if (count == 0) return;
    if (distances_ != Distances::expanded) {
      over_coordinates(row, count, [&](const E& sum, const E& x, const E& m) {
        const E away = x - alpha * m;
        return away * away + sum;
      });
      for (Index k = 0; k < count; ++k) put(k, -affinity(k));
    }
    weigh(first, count);
    if (distances_ == Distances::expanded)
      over_data(row, count,
                [](const E& sum, const E& w, const E& m, const E&) { return w * m + sum; });
    else
      over_data(row, count, [&](const E& sum, const E& w, const E& m, const E& x) {
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
    const E alpha = static_cast<Real>(scale_),
            slope = static_cast<Real>(0.5 * std::numbers::log2e / variance_);
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

  // Sums of products, as many at a time as registers hold beside what they are made of, and of as
  // many coordinates as L1 does: affinity_k = f(... f(f(0, x_0, m_k0), x_1, m_k1) ...)
  void over_coordinates(const Rows& row, Index count, const auto& f) {
    constexpr Index some = 24576 / (width * static_cast<Index>(sizeof(Real)));
    for (Index first = 0; first < data_.dimension(); first += some) {
      const Index end = std::min(first + some, data_.dimension());
      in_tiles(
          count, [&]<int... c>(Index k, std::integer_sequence<int, c...>) {
            const Real* const m[] = {row[static_cast<std::size_t>(k + c)]...};
            E sum[] = {first > 0 ? affinity(k + c) : E(Real(0))...};
            for (Index d = first; d < end; ++d) {
              const E here = x(d);
              ((sum[c] = f(sum[c], here, E(m[c][d]))), ...);
            }
            (put(k + c, sum[c]), ...);
          });
    }
  }
  // and shift_d becomes shrink shift_d + f(... f(f(0, w_0, m_0d, x_d), w_1, m_1d, x_d) ...): one
  // product a sum, since of two a compiler fuses either.
  void over_data(const Rows& row, Index count, const auto& f) {
    in_tiles(
        data_.dimension(), [&]<int... c>(Index d, std::integer_sequence<int, c...>) {
          const E at[] = {x(d + c)...};
          E sum[] = {(void(c), E(Real(0)))...};
          for (Index k = 0; k < count; ++k) {
            const E weight = affinity(k);
            const Real* const m = row[static_cast<std::size_t>(k)] + d;
            ((sum[c] = f(sum[c], weight, E(m[c]), at[c])), ...);
          }
          const auto add = [&](Real* to, const E& more) {
            (shrink_ * E::load(to) + more).store(to);
          };
          (add(&shift_[(d + c) * width], sum[c]), ...);
        });
  }
#if defined(__AVX512F__) || defined(__aarch64__)
  static constexpr int registers = 24;  // of 32
#else
  static constexpr int registers = 12;  // of 16
#endif
  static constexpr int across = std::min<int>(8, registers* Strip<Real>::width / width);
  static void in_tiles(Index count, const auto& f) {
    Index at = 0;
    for (; at + across <= count; at += across) f(at, std::make_integer_sequence<int, across>());
    for (; at + 2 <= count; at += 2) f(at, std::make_integer_sequence<int, 2>());
    if (at < count) f(at, std::make_integer_sequence<int, 1>());
  }

  const CentredData<Real>& data_;
  DistanceRule rule_;
  Distances distances_;
  double scale_, variance_;  // alpha and v
  Numbers x_, shift_, affinity_, margin_;
  E square_, closest_, top_, shrink_, total_, moment_;
};

}  // namespace scoresde::eigen
