// Small dense matrices of a covariance, on the host.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <scoresde/sde/validate.hpp>
#include <scoresde/value/held.hpp>

namespace scoresde {

template <class Real, int D>
using Matrix = std::array<std::array<Real, D>, D>;

// n matrices of D rows, one after another: on the heap where they are too many numbers for a
// thread's stack, so that a covariance of any size can be worked with.
template <class Real, int D, int n = 1>
using RowsOf = Held<std::array<Real, D>, D * n, D>;

// N(m, C) as its whitening W, the inverse of C's lower Cholesky factor: C^-1 = W^T W.
template <class Real, int D>
struct Whitening {
  RowsOf<Real, D> w;    // lower triangular
  Real log_normaliser;  // -D/2 log(2 pi) - 1/2 log det C
};

struct Unseen {
  constexpr void operator()(double) const {}
};

// The lower Cholesky factor of scale S + shift I. Each pivot is shown; that of a matrix which is
// not positive definite is not positive.
template <int D, class Show = Unseen>
constexpr RowsOf<double, D> cholesky(const Matrix<double, D>& S, double scale, double shift,
                                     const Show& show = {}) {
  auto L = held<RowsOf<double, D>>(D);
  for (std::size_t i = 0; i < D; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = scale * S[i][j] + (i == j ? shift : 0);
      for (std::size_t k = 0; k < j; ++k) rest -= L[i][k] * L[j][k];
      if (i == j) show(rest);
      L[i][j] = i == j ? std::sqrt(rest) : rest / L[j][j];
    }
  return L;
}

// Of C = alpha^2 S + sigma^2 I, the covariance at a time whose data have covariance S; not a number
// where C is not symmetric and positive definite.
template <int D>
constexpr Whitening<double, D> whitening(const Matrix<double, D>& S, double alpha = 1,
                                         double sigma = 0) {
  const auto L = cholesky<D>(S, alpha * alpha, sigma * sigma);
  Whitening<double, D> result{held<RowsOf<double, D>>(D),
                              -0.5 * D * std::log(2 * std::numbers::pi)};
  for (std::size_t i = 0; i < D; ++i) {
    result.log_normaliser -= std::log(L[i][i]);
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = i == j ? 1 : 0;
      for (std::size_t k = j; k < i; ++k) rest -= L[i][k] * result.w[k][j];
      result.w[i][j] = rest / L[i][i];
    }
  }
  return result;
}

template <int D>
constexpr bool is_positive_definite(const Matrix<double, D>& S, double shift) {
  bool positive = true;
  cholesky<D>(S, 1, shift, [&](double pivot) { positive = positive && pivot > 0; });
  return positive;
}
// The smallest eigenvalue of S, or `least` if that is smaller: S - e I is positive definite for all
// e below it. By bisection, to a relative 1e-9, from S's smallest entry on the diagonal.
template <int D>
constexpr double smallest_eigenvalue(const Matrix<double, D>& S, double least) {
  if (is_positive_definite<D>(S, -least)) return least;
  double below = 0, above = least;
  for (std::size_t i = 0; i < D; ++i) above = std::min(above, S[i][i]);
  while (above > 1e-300 && above - below > 1e-9 * above) {
    const double middle = below > 0 ? std::sqrt(below) * std::sqrt(above) : above / 64;
    (is_positive_definite<D>(S, -middle) ? below : above) = middle;
  }
  return above;
}

// Throws std::invalid_argument unless C is symmetric, to the rounding of floats, and positive
// definite. Its lower half is what is read.
template <int D>
void validate_covariance(const Matrix<double, D>& C) {
  for (std::size_t i = 0; i < D; ++i)
    for (std::size_t j = 0; j < i; ++j)
      require(
          std::abs(C[i][j] - C[j][i]) <= float_rounding * std::sqrt(std::abs(C[i][i] * C[j][j])),
          "covariance", C[i][j], "must equal its mirror image: a covariance is symmetric");
  cholesky<D>(C, 1, 0, [](double pivot) {
    require(pivot > 0 && std::isfinite(pivot), "pivot of the covariance", pivot,
            "must lie in (0, infinity): a covariance is positive definite");
  });
}

// Throws std::invalid_argument unless every coordinate of a mean is finite.
template <class Coordinates>
void validate_mean(const Coordinates& mean) {
  for (const double m : mean)
    require(std::isfinite(m), "coordinate of a mean", m, "must lie in (-infinity, infinity)");
}

}  // namespace scoresde
