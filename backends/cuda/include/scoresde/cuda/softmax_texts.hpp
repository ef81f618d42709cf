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

// Samples less what stands at the centre of the data.
template <class Real>
struct CentreText {
  const Real *x, *centre;
  Real* to;
  std::uint64_t rows;
  Real alpha;

  constexpr void operator()(std::uint64_t i) const { to[i] = x[i] - alpha * centre[i / rows]; }
};

// A block of affinities, contiguous over the samples: at first the inner products, if there are
// any, at the end the weights. Where distances are exact an affinity is -|x_i - alpha m_k|^2 / 2v,
// expanded it is alpha (x_i . m_k - alpha |m_k|^2 / 2) / v.
template <class Real>
struct Affinities {
  Real* number;
  const Real *x, *datum, *half_square;
  std::uint64_t rows, data, parts, x_stride, datum_stride;
  int columns;
  Real alpha, precision;

  constexpr Real exact(std::uint64_t row, std::uint64_t k) const {
    Real square = 0;
    for (int d = 0; d < columns; ++d) {
      const auto at = static_cast<std::uint64_t>(d);
      const Real away = x[at * x_stride + row] - alpha * datum[at * datum_stride + k];
      square += away * away;
    }
    return Real(-0.5) * precision * square;
  }
  constexpr Real expanded(Real product, std::uint64_t k) const {
    return alpha * precision * (product - alpha * half_square[k]);
  }
};

// The running state of each row: its largest affinity so far, and the sum of exp(affinity - top).
template <class Real>
struct RunningSoftmax {
  Real *top, *total, *shrink;         // what earlier sums are to be multiplied with
  Real *top_of_part, *total_of_part;  // parts x rows
  Real* closest;                      // the largest before distances were made exact

  constexpr Real new_top(std::uint64_t row, std::uint64_t rows, std::uint64_t parts) const {
    return largest_of_parts(top[row], row, rows, parts);
  }
  constexpr Real largest_of_parts(Real largest, std::uint64_t row, std::uint64_t rows,
                                  std::uint64_t parts) const {
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
  bool exact;

  constexpr void operator()(std::uint64_t i) const {
    const std::uint64_t rows = affinity.rows, row = i % rows;
    Real largest = -std::numeric_limits<Real>::infinity();
    for (std::uint64_t k = i / rows; k < affinity.data; k += affinity.parts) {
      Real& number = affinity.number[k * rows + row];
      number = exact ? affinity.exact(row, k) : affinity.expanded(number, k);
      largest = scoresde::max(largest, number);
    }
    running.top_of_part[i] = largest;
  }
};
// or, where products only find the data that can matter, the largest with those of earlier blocks,
template <class Real>
struct ClosestText {
  RunningSoftmax<Real> running;
  std::uint64_t rows, parts;

  constexpr void operator()(std::uint64_t row) const {
    running.closest[row] = running.largest_of_parts(running.closest[row], row, rows, parts);
  }
};
// and the exact affinities of those that are at most error |x| + leeway below it; the others' are
// none,
template <class Real>
struct ScreenText {
  Affinities<Real> affinity;
  RunningSoftmax<Real> running;
  const Real* norm;
  Real error, leeway;

  constexpr void operator()(std::uint64_t i) const {
    const std::uint64_t rows = affinity.rows, row = i % rows;
    const Real none = -std::numeric_limits<Real>::infinity(),
               least = running.closest[row] - (error * norm[row] + leeway);
    Real largest = none;
    for (std::uint64_t k = i / rows; k < affinity.data; k += affinity.parts) {
      Real& number = affinity.number[k * rows + row];
      number = number < least ? none : affinity.exact(row, k);
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

// The sums of w_k (alpha m_k - x) of a block are added, where distances are exact.
template <class Real>
struct PullText {
  Affinities<Real> affinity;  // weights by now
  Real* to;

  constexpr void operator()(std::uint64_t i) const {
    const std::uint64_t row = i % affinity.rows, d = i / affinity.rows;
    const Real x = affinity.x[d * affinity.x_stride + row];
    Real sum = 0;
    for (std::uint64_t k = 0; k < affinity.data; ++k)
      sum += affinity.number[k * affinity.rows + row] *
             (affinity.alpha * affinity.datum[d * affinity.datum_stride + k] - x);
    to[d * affinity.x_stride + row] += sum;
  }
};

// (scale sum / total - about x) / v, in place of the sum: of m_k, with scale alpha, about the
// centre; or of alpha m_k - x.
template <class Real>
struct ScoreText {
  const Real *x, *total;
  Real* sum;
  std::uint64_t rows;
  Real scale, about, precision;

  constexpr void operator()(std::uint64_t i) const {
    sum[i] = (scale * sum[i] / total[i % rows] - about * x[i]) * precision;
  }
};
template <class Real>
struct NormText {
  const Real* x;
  Real* to;
  std::uint64_t rows;
  int columns;

  constexpr Real square(std::uint64_t row) const {
    Real sum = 0;
    for (int d = 0; d < columns; ++d) {
      const Real here = x[static_cast<std::uint64_t>(d) * rows + row];
      sum += here * here;
    }
    return sum;
  }
  constexpr void operator()(std::uint64_t row) const { to[row] = std::sqrt(square(row)); }
};
// normaliser + log(total) + top, less |x|^2 / 2v where that is not in the top.
template <class Real>
struct DensityText {
  NormText<Real> x;
  const Real *total, *top;
  Real* to;
  Real normaliser, half_precision;

  constexpr void operator()(std::uint64_t row) const {
    to[row] = normaliser + std::log(total[row]) + (top[row] - half_precision * x.square(row));
  }
};

}  // namespace scoresde::cuda
