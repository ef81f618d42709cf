// How the distances of samples to many data are found. Expanded, |x|^2 - 2 alpha x.m + alpha^2
// |m|^2, they are matrix products, but where they are small what is left of large numbers is their
// rounding, and an exponent -|x - alpha m|^2 / 2v divides it by a small variance.
#pragma once
#include <cmath>
#include <cstddef>

namespace scoresde {

enum class Distances {
  exact,     // sums of squared differences
  expanded,  // products, where their rounding does not matter
  screened   // products find the data that can matter, whose distances are exact
};

// What the choice rests on, the data about their centre. `epsilon` is the relative rounding of the
// numbers that products are made of.
struct DistanceRule {
  std::ptrdiff_t data, dimension;
  double radius;  // the largest |m|
  double epsilon;

  // Exact distances in few dimensions cost no more. Else the rounding of an exponent decides, for
  // samples as far out as the data and the noise about them.
  Distances choose(double alpha, double variance) const {
    if (dimension <= 8) return Distances::exact;
    const double reach = alpha * radius,
                 noise = std::sqrt(static_cast<double>(dimension) * variance);
    return rounding() * reach * (3 * reach + 2 * noise) / (2 * variance) < 1e-3
               ? Distances::expanded
               : Distances::screened;
  }
  // A datum can matter if its 2 alpha x.m - alpha^2 |m|^2 is at most this below the largest:
  // error |x| + leeway.
  double error(double alpha) const { return 8 * rounding() * alpha * radius; }
  double leeway(double alpha, double variance) const {
    return error(alpha) * alpha * radius / 2 +
           2 * variance * std::log(static_cast<double>(data) / epsilon);
  }

 private:
  double rounding() const { return epsilon * (1 + std::sqrt(static_cast<double>(dimension))); }
};

}  // namespace scoresde
