// Small dense matrices of a covariance, on the host.
#pragma once
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

template <class Real, int D>
using Matrix = std::array<std::array<Real, D>, D>;

// N(m, C) as its whitening W, the inverse of C's lower Cholesky factor: C^-1 = W^T W.
template <class Real, int D>
struct Whitening {
  Matrix<Real, D> w;    // lower triangular
  Real log_normaliser;  // -D/2 log(2 pi) - 1/2 log det C
};

struct Unseen {
  constexpr void operator()(double) const {}
};

// Of a symmetric and positive definite C; of another, what is not a number. Each pivot is shown.
template <int D, class Show = Unseen>
constexpr Whitening<double, D> whitening(const Matrix<double, D>& C, const Show& show = {}) {
  Matrix<double, D> L{};
  Whitening<double, D> result{{}, -0.5 * D * std::log(2 * std::numbers::pi)};
  for (std::size_t i = 0; i < D; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = C[i][j];
      for (std::size_t k = 0; k < j; ++k) rest -= L[i][k] * L[j][k];
      if (i == j) show(rest);
      L[i][j] = i == j ? std::sqrt(rest) : rest / L[j][j];
    }
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

// Throws std::invalid_argument unless C is symmetric, to the rounding of floats, and positive
// definite. Its lower half is what is read.
template <int D>
void validate_covariance(const Matrix<double, D>& C) {
  for (std::size_t i = 0; i < D; ++i)
    for (std::size_t j = 0; j < i; ++j)
      require(std::abs(C[i][j] - C[j][i]) <= float_rounding * std::sqrt(std::abs(C[i][i] * C[j][j])),
              "covariance", C[i][j], "must equal its mirror image: a covariance is symmetric");
  whitening<D>(C, [](double pivot) {
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

// alpha^2 S + sigma^2 I: the covariance at a time whose data have covariance S.
template <int D>
constexpr Matrix<double, D> diffused(const Matrix<double, D>& S, double alpha, double sigma) {
  Matrix<double, D> C{};
  for (std::size_t i = 0; i < D; ++i)
    for (std::size_t j = 0; j < D; ++j)
      C[i][j] = alpha * alpha * S[i][j] + (i == j ? sigma * sigma : 0);
  return C;
}

}  // namespace scoresde
