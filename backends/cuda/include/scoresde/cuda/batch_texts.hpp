// What is done to the numbers of a batch, element by element or sample by sample: the text of a
// device. The numbers of a batch of `rows` samples stand each coordinate contiguous.
#pragma once
#include <scoresde/cuda/device_numbers.hpp>

namespace scoresde::cuda {

template <class Real>
struct Term {
  Operand<Real> k;
  const Real* x;
};
// A sum of terms, at every element; from the last to the first, as a Combination is summed.
template <class Real, std::size_t n>
struct SumText {
  Real* to;
  std::uint64_t rows;
  bool by_row;  // a coefficient is a number a sample
  Term<Real> term[n];

  constexpr void operator()(std::uint64_t i) const {
    const std::uint64_t row = by_row ? i % rows : 0;
    Real sum = term[n - 1].k[row] * term[n - 1].x[i];
    for (std::size_t j = n - 1; j > 0; --j) sum = term[j - 1].k[row] * term[j - 1].x[i] + sum;
    to[i] = sum;
  }
};

template <class Real>
struct InnerText {
  const Real *x, *y;
  Real* to;
  std::uint64_t rows;
  int columns;

  constexpr void operator()(std::uint64_t row) const {
    Real sum = x[row] * y[row];
    for (int d = 1; d < columns; ++d) {
      const std::uint64_t i = static_cast<std::uint64_t>(d) * rows + row;
      sum = sum + x[i] * y[i];
    }
    to[row] = sum;
  }
};

template <class Real>
struct ChooseText {
  const Real *k, *x, *y;
  Real* to;
  std::uint64_t rows;

  constexpr void operator()(std::uint64_t i) const { to[i] = k[i % rows] > 0 ? x[i] : y[i]; }
};

// Consecutive numbers in groups of `group`, each summed in `parts` parts by the index within it.
template <class From, class To>
struct PartsText {
  const From* from;
  To* part;
  std::uint64_t group, parts;

  constexpr void operator()(std::uint64_t i) const {
    const From* const first = from + i / parts * group;
    const std::uint64_t own = i % parts;
    To sum = own < group ? static_cast<To>(first[own]) : To(0);
    for (std::uint64_t j = own + parts; j < group; j += parts) sum += static_cast<To>(first[j]);
    part[i] = sum;
  }
};
// The mean of each group from its parts, at most sixteen, summed pairwise.
template <class From, class To>
struct MeanText {
  const From* part;
  To* to;
  std::uint64_t group, parts;
  From count;  // that the mean is over

  constexpr void operator()(std::uint64_t row) const {
    const From* const own = part + row / group * parts;
    From sum[16];
    for (std::uint64_t k = 0; k < 16; ++k) sum[k] = k < parts ? own[k] : From(0);
    for (int half = 8; half > 0; half /= 2)
      for (int k = 0; k < half; ++k) sum[k] += sum[k + half];
    to[row] = static_cast<To>(sum[0] / count);
  }
};

// 1 where a sample or its mean is not finite.
template <class Real>
struct NotFiniteText {
  const Real *x, *mean;
  std::uint64_t rows;
  int columns;
  unsigned char* to;

  constexpr void operator()(std::uint64_t row) const {
    bool finite = true;
    for (int d = 0; d < columns; ++d) {
      const std::uint64_t i = static_cast<std::uint64_t>(d) * rows + row;
      finite = finite && std::isfinite(x[i]) && std::isfinite(mean[i]);
    }
    to[row] = finite ? 0 : 1;
  }
};

}  // namespace scoresde::cuda
