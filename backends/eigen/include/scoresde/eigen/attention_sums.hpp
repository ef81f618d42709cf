// The two sums of an attention (attention.hpp) that are as long as the data are wide: of each datum
// over the coordinates, and of each coordinate over the data. As many are made at a time as
// registers hold beside what they are made of; each goes in order, one term after the other.
#pragma once
#include <Eigen/Core>
#include <algorithm>
#include <scoresde/eigen/strip.hpp>
#include <utility>

namespace scoresde::eigen {

// f(first, 0, 1, ...) for `across` of `count` at a time, then for two, then for one.
template <int across>
void in_tiles(std::ptrdiff_t count, const auto& f) {
  std::ptrdiff_t at = 0;
  for (; at + across <= count; at += across) f(at, std::make_integer_sequence<int, across>());
  if constexpr (across > 2)
    for (; at + 2 <= count; at += 2) f(at, std::make_integer_sequence<int, 2>());
  if (at < count) f(at, std::make_integer_sequence<int, 1>());
}

template <class E>
class AttentionSums {
  using Real = typename E::Scalar;
  using Index = Eigen::Index;

 public:
  using Rows = const Real* const*;  // the data, a pointer each
  static constexpr Index width = E::width;

  AttentionSums(Index dimension, Index data)
      : dimension_(dimension),
        x_(dimension * width),
        shift_(dimension * width),
        affinity_(data * width) {}

  Real* x_at(Index d) { return &x_[d * width]; }
  E x(Index d) const { return E::load(&x_[d * width]); }
  E shift(Index d) const { return E::load(&shift_[d * width]); }
  void forget_shift() { shift_.setZero(); }
  E affinity(Index k) const { return E::load(&affinity_[k * width]); }
  void put(Index k, const E& affinity) { affinity.store(&affinity_[k * width]); }

  // affinity_k = f(... f(f(0, x_0, m_k0), x_1, m_k1) ...), of as many coordinates at a time as stay
  // in L1
  void over_coordinates(Rows row, Index count, const auto& f) {
    constexpr Index some = 24576 / (width * static_cast<Index>(sizeof(Real)));
    for (Index first = 0; first < dimension_; first += some) {
      const Index end = std::min(first + some, dimension_);
      in_tiles<across>(
          count, [&]<int... c>(Index k, std::integer_sequence<int, c...>) {
            const Real* const m[] = {row[k + c]...};
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
  void over_data(Rows row, Index count, const E& shrink, const auto& f) {
    in_tiles<across>(
        dimension_, [&]<int... c>(Index d, std::integer_sequence<int, c...>) {
          const E at[] = {x(d + c)...};
          E sum[] = {(void(c), E(Real(0)))...};
          for (Index k = 0; k < count; ++k) {
            const E weight = affinity(k);
            const Real* const m = row[k] + d;
            ((sum[c] = f(sum[c], weight, E(m[c]), at[c])), ...);
          }
          const auto add = [&](Real* to, const E& more) {
            (shrink * E::load(to) + more).store(to);
          };
          (add(&shift_[(d + c) * width], sum[c]), ...);
        });
  }

 private:
#if defined(__AVX512F__) || defined(__aarch64__)
  static constexpr int registers = 24;  // of 32
#else
  static constexpr int registers = 12;  // of 16
#endif
  static constexpr int across = std::min<int>(8, registers* Strip<Real>::width / width);

  Index dimension_;
  Eigen::Array<Real, Eigen::Dynamic, 1> x_, shift_, affinity_;
};

}  // namespace scoresde::eigen
