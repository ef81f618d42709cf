// What the score of a data set does between its matrix products, for a block of samples (rows) and
// a block of data: device text. The columns of a row are shared by `parts` threads.
#pragma once
#include <cmath>
#include <cstdint>
#include <limits>
#include <scoresde/value/element.hpp>

namespace scoresde::cuda {

template <class Real>
struct FillText {
  Real* to;
  Real number;
  constexpr void operator()(std::uint64_t i) const { to[i] = number; }
};

// A block of affinities, slope (x_i . m_k - alpha |m_k|^2 / 2), contiguous over the samples: at
// first the inner products, at the end the weights.
template <class Real>
struct Affinities {
  Real* number;
  const Real* half_square;
  std::uint64_t rows, data, parts;
  Real slope, alpha;
};

// The running state of each row: its largest affinity so far, and the sum of exp(affinity - top).
template <class Real>
struct RunningSoftmax {
  Real *top, *total, *shrink;         // what earlier sums are to be multiplied with
  Real *top_of_part, *total_of_part;  // parts x rows

  constexpr Real new_top(std::uint64_t row, std::uint64_t rows, std::uint64_t parts) const {
    Real largest = top[row];
    for (std::uint64_t p = 0; p < parts; ++p)
      largest = scoresde::max(largest, top_of_part[p * rows + row]);
    return largest;
  }
};

// First the affinities and the largest of each part. They are stored, as one that is computed again
// with its subtraction fused would lie beyond the largest by a rounding,
template <class Real>
struct TopText {
  Affinities<Real> affinity;
  RunningSoftmax<Real> running;

  constexpr void operator()(std::uint64_t i) const {
    const std::uint64_t rows = affinity.rows, row = i % rows;
    Real largest = -std::numeric_limits<Real>::infinity();
    for (std::uint64_t k = i / rows; k < affinity.data; k += affinity.parts) {
      Real& number = affinity.number[k * rows + row];
      number = affinity.slope * (number - affinity.alpha * affinity.half_square[k]);
      largest = scoresde::max(largest, number);
    }
    running.top_of_part[i] = largest;
  }
};
// then the weights; what is below e^-69 of the largest counts as that,
template <class Real>
struct WeightText {
  Affinities<Real> affinity;
  RunningSoftmax<Real> running;

  constexpr void operator()(std::uint64_t i) const {
    const std::uint64_t rows = affinity.rows, row = i % rows;
    const Real top = running.new_top(row, rows, affinity.parts);
    Real total = 0;
    for (std::uint64_t k = i / rows; k < affinity.data; k += affinity.parts) {
      Real& number = affinity.number[k * rows + row];
      const Real below = number - top;
      number = std::exp(below < Real(-69) ? Real(-69) : below);
      total += number;
    }
    running.total_of_part[i] = total;
  }
};
// then the state.
template <class Real>
struct TotalText {
  RunningSoftmax<Real> running;
  std::uint64_t rows, parts;

  constexpr void operator()(std::uint64_t row) const {
    const Real top = running.new_top(row, rows, parts), shrink = std::exp(running.top[row] - top);
    Real total = running.total[row] * shrink;
    for (std::uint64_t p = 0; p < parts; ++p) total += running.total_of_part[p * rows + row];
    running.total[row] = total;
    running.shrink[row] = shrink;
    running.top[row] = top;
  }
};
template <class Real>
struct ShrinkText {
  const Real* shrink;
  Real* centre;
  std::uint64_t rows, stride;

  constexpr void operator()(std::uint64_t i) const {
    centre[i / rows * stride + i % rows] *= shrink[i % rows];
  }
};

// centre pull / total - precision x, in place of the centre.
template <class Real>
struct ScoreText {
  const Real *x, *total;
  Real* centre;
  std::uint64_t rows;
  Real pull, precision;

  constexpr void operator()(std::uint64_t i) const {
    centre[i] = centre[i] * (pull / total[i % rows]) - precision * x[i];
  }
};
// normaliser + log(total) + top - half_precision |x|^2
template <class Real>
struct DensityText {
  const Real *x, *total, *top;
  Real* to;
  std::uint64_t rows;
  int columns;
  Real normaliser, half_precision;

  constexpr void operator()(std::uint64_t row) const {
    Real square = 0;
    for (int d = 0; d < columns; ++d) {
      const Real here = x[static_cast<std::uint64_t>(d) * rows + row];
      square += here * here;
    }
    to[row] = normaliser + std::log(total[row]) + top[row] - half_precision * square;
  }
};

}  // namespace scoresde::cuda
