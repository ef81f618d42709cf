// One number a sample: norms, step sizes, acceptances. n samples of a tile, or a batch's.
#pragma once
#include <Eigen/Core>
#include <algorithm>
#include <scoresde/eigen/lane.hpp>
#include <scoresde/value/concept.hpp>
#include <span>

namespace scoresde::eigen {

template <class Real, int n>
struct PerSample {
  using Scalar = Real;
  using Numbers = Eigen::Array<Real, n, 1>;
  Numbers number;

  PerSample() = default;
  PerSample(const Numbers& numbers) : number(numbers) {}
  template <class Expression>
  explicit PerSample(const Eigen::ArrayBase<Expression>& numbers) : number(numbers) {}

  friend PerSample operator+(const PerSample& a, const PerSample& b) {
    return Numbers(a.number + b.number);
  }
  friend PerSample operator-(const PerSample& a, const PerSample& b) {
    return Numbers(a.number - b.number);
  }
  friend PerSample operator*(const PerSample& a, const PerSample& b) {
    return Numbers(a.number * b.number);
  }
  friend PerSample operator/(const PerSample& a, const PerSample& b) {
    return Numbers(a.number / b.number);
  }
  friend PerSample operator+(Real k, const PerSample& a) { return Numbers(k + a.number); }
  friend PerSample operator+(const PerSample& a, Real k) { return Numbers(a.number + k); }
  friend PerSample operator-(Real k, const PerSample& a) { return Numbers(k - a.number); }
  friend PerSample operator-(const PerSample& a, Real k) { return Numbers(a.number - k); }
  friend PerSample operator*(Real k, const PerSample& a) { return Numbers(k * a.number); }
  friend PerSample operator*(const PerSample& a, Real k) { return Numbers(a.number * k); }
  friend PerSample operator/(Real k, const PerSample& a) { return Numbers(k / a.number); }
  friend PerSample operator/(const PerSample& a, Real k) { return Numbers(a.number / k); }

  // Rounded correctly, which Eigen's own is not in the widest registers: the same bits everywhere.
  friend std::span<Real> numbers(PerSample& a) {
    return {a.number.data(), static_cast<std::size_t>(a.number.size())};
  }
  friend Real number_of(const PerSample& a, std::size_t i) {
    return a.number[static_cast<Eigen::Index>(i)];
  }
  // What a sum of such numbers is made of, summed in one pass: a view, which expressions copy.
  friend Eigen::Map<const Numbers> summand(const PerSample& a) {
    return Eigen::Map<const Numbers>(a.number.data(), a.number.size());
  }
  friend PerSample sqrt(PerSample a) {
    constexpr int width = Lane<Real>::width;
    const Eigen::Index size = a.number.size(), whole = size - size % width;
    for (Eigen::Index i = 0; i < whole; i += width)
      sqrt(Lane<Real>::load(&a.number[i])).store(&a.number[i]);
    if constexpr (n == Eigen::Dynamic || n % width != 0)
      for (Eigen::Index i = whole; i < size; ++i) a.number[i] = std::sqrt(a.number[i]);
    return a;
  }
};

// The mean over a group of consecutive samples. The sum is in sixteen parts by the index within the
// group, then pairwise: an order that depends on neither the tile nor the width of a lane.
template <int group, class Real>
Real group_mean(const Real* number) {
  constexpr int parts = std::min(16, group);
  Real part[parts];
  std::copy_n(number, parts, part);
  for (int i = parts; i < group; i += parts)
    for (int k = 0; k < parts; ++k) part[k] += number[i + k];
  for (int half = parts / 2; half > 0; half /= 2)
    for (int k = 0; k < half; ++k) part[k] += part[k + half];
  return part[0] / static_cast<Real>(group);
}
// Every sample's number replaced by its group's mean.
template <int group, class Real>
void average_groups(Real* number, std::ptrdiff_t samples) {
  for (Real* first = number; first < number + samples; first += group)
    std::fill_n(first, group, group_mean<group>(first));
}
// The same for a group that is known at run time, a power of two up to 512.
template <class Real, int largest = 512>
void average_groups(Real* number, std::ptrdiff_t samples, int group) {
  if (group == largest)
    average_groups<largest>(number, samples);
  else if constexpr (largest > 1)
    average_groups<Real, largest / 2>(number, samples, group);
}

}  // namespace scoresde::eigen
