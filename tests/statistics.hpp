// What tests of a law share.
#pragma once
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace scoresde::test {

using Counts = std::vector<long>;

// Pearson's chi-square of counts against probabilities; without these, all cells are equal.
inline double chi_square(const Counts& counts, const std::vector<double>& probability = {}) {
  const auto n = static_cast<double>(std::accumulate(counts.begin(), counts.end(), 0l));
  double sum = 0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const double p = probability.empty() ? 1 / static_cast<double>(counts.size()) : probability[k];
    const double difference = static_cast<double>(counts[k]) - n * p;
    sum += difference * difference / (n * p);
  }
  return sum;
}
// What a chi-square of so many degrees of freedom exceeds once in a million (Wilson and Hilferty
// 1931; right to 0.5 from 7 degrees on).
inline double chi_square_limit(int degrees) {
  const double k = degrees, spread = 2 / (9 * k);
  return k * std::pow(1 - spread + 4.7534 * std::sqrt(spread), 3);
}

}  // namespace scoresde::test
