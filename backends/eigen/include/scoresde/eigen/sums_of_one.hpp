// The sums of attention_sums.hpp for one sample, to the same bits: what stands side by side in a
// register is the data, or the coordinates, since copies of the sample would be as slow as others
// beside it. Each sum has the same terms in the same order.
#pragma once
#include <scoresde/eigen/attention_sums.hpp>
#include <scoresde/eigen/side_by_side.hpp>

namespace scoresde::eigen {

template <class Real>
class SumsOfOne {
  using E = Strip<Real>;
  using Index = Eigen::Index;
  using Data = SideBySide<Real>;

 public:
  using Rows = const Real* const*;
  static constexpr Index width = 1;

  SumsOfOne(Index dimension, Index data)
      : dimension_(dimension),
        x_(registers() * E::width),
        shift_(x_.size()),
        affinity_(data * E::width) {
    x_.setZero();
  }

  Real* x_at(Index d) { return &x_[d]; }
  E x(Index d) const { return hidden<E>(x_[d]); }
  E shift(Index d) const { return hidden<E>(shift_[d]); }
  void forget_shift() { shift_.setZero(); }
  E affinity(Index k) const { return E::load(&affinity_[k * E::width]); }
  void put(Index k, const E& affinity) { affinity.store(&affinity_[k * E::width]); }

  // Data side by side, two registers of them at a time: each sum waits for its last term.
  void over_coordinates(Rows row, Index count, const auto& f) {
    const Rows end = row + count;
    in_tiles<2>((count + E::width - 1) / E::width, [&]<int... c>(Index i,
                                                                 std::integer_sequence<int, c...>) {
      const std::array<const Real*, E::width> m[] = {those(row + (i + c) * E::width, end)...};
      E sum[] = {(void(c), E(Real(0)))...};
      for (Index d = 0; d < dimension_; d += Data::numbers) {
        const typename Data::Numbers numbers[] = {Data::of(m[c].data(), d)...};
        const auto add = [&](Index n) {
          if (d + n >= dimension_) return;
          const E here = x_[d + n];
          ((sum[c] = f(sum[c], here, numbers[c][static_cast<std::size_t>(n)])), ...);
        };
        [&]<Index... n>(std::integer_sequence<Index, n...>) { (add(n), ...); }
        (std::make_integer_sequence<Index, Data::numbers>());
      }
      (spread_out((i + c) * E::width, count, sum[c]), ...);
    });
  }
  // Coordinates side by side.
  void over_data(Rows row, Index count, const E& shrink, const auto& f) {
    in_tiles<8>(
        registers(), [&]<int... c>(Index i, std::integer_sequence<int, c...>) {
          const Index d = i * E::width;
          const E at[] = {E::load(&x_[d + c * E::width])...};
          E sum[] = {(void(c), E(Real(0)))...};
          for (Index k = 0; k < count; ++k) {
            const E weight = affinity(k);
            const Real* const m = row[k] + d;
            ((sum[c] = f(sum[c], weight, E::load(m + c * E::width), at[c])), ...);
          }
          const auto add = [&](Real* to, const E& more) {
            (shrink * E::load(to) + more).store(to);
          };
          (add(&shift_[d + c * E::width], sum[c]), ...);
        });
  }

 private:
  Index registers() const { return (dimension_ + E::width - 1) / E::width; }
  // As many data as a register holds: where there are less, the last again.
  static std::array<const Real*, E::width> those(Rows row, Rows end) {
    std::array<const Real*, E::width> m;
    for (auto& datum : m) {
      datum = *row;
      if (row + 1 < end) ++row;
    }
    return m;
  }
  void spread_out(Index first, Index count, const E& affinities) {
    Real side_by_side[E::width];
    affinities.store(side_by_side);
    for (Index i = 0; i < std::min<Index>(E::width, count - first); ++i)
      put(first + i, side_by_side[i]);
  }

  Index dimension_;
  Eigen::Array<Real, Eigen::Dynamic, 1> x_, shift_, affinity_;
};

}  // namespace scoresde::eigen
