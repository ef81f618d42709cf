// Rows far outside all others: one typing error, or a code such as -9999 for a missing number.
#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "numbers.hpp"
#include "points.hpp"

namespace demo {

// Whether a number is written where none was measured: three nines or more (-9999, 99.99), the end
// of some type's range, or what well logs have.
inline bool is_code(double value) {
  const double size = std::abs(value);
  std::string digits = scoresde::shortest(size);
  std::erase(digits, '.');
  return size >= 1e18 || value == -32768 || value == -2147483648. || value == -999.25 ||
         (digits.size() >= 3 && digits.find_first_not_of('9') == std::string::npos && size >= 99);
}

struct Range {
  double low, high;
  bool holds(double value) const { return low <= value && value <= high; }
};

// The range of a column without its outliers. The sorted numbers are cut at their widest gaps, of
// which the part with more numbers is kept, as long as that leaves half of them. What is cut away
// are outliers where it lies farther from the rest than ten times the range of the rest, or once
// for codes. But a long tail thins out by degrees: where more than a twentieth would be outliers
// that are no codes, none are but the codes.
inline Range usual_range(const Eigen::ArrayXd& column) {
  std::vector<double> values(column.begin(), column.end());
  std::sort(values.begin(), values.end());
  const std::size_t count = values.size(), most = std::max<std::size_t>(2, count / 20);
  const Range whole{values.front(), values.back()};

  std::vector<std::size_t> cuts(count - 1);  // cut k lies before values[k]
  std::iota(cuts.begin(), cuts.end(), 1);
  const auto gap = [&](std::size_t k) { return values[k] - values[k - 1]; };
  std::sort(cuts.begin(), cuts.end(), [&](auto a, auto b) { return gap(a) > gap(b); });
  std::size_t first = 0, last = count, others = 0;  // others than codes that were cut away
  Range usual = whole, without_codes = whole;
  for (const std::size_t cut : cuts) {
    if (cut <= first || cut >= last) continue;
    const bool keeps_upper = last - cut >= cut - first;
    for (std::size_t i = keeps_upper ? first : cut; i < (keeps_upper ? cut : last); ++i)
      others += !is_code(values[i]);
    (keeps_upper ? first : last) = cut;
    if (last - first < 4 || 2 * (last - first) < count) break;
    const Range rest{values[first], values[last - 1]};
    const auto is_far = [&](std::size_t k, double code) {
      return gap(k) > (rest.high - rest.low) * (is_code(code) ? 1 : 10);
    };
    if (rest.low == rest.high || (first > 0 && !is_far(first, values[first - 1])) ||
        (last < count && !is_far(last, values[last])))
      continue;
    if (others > most) return without_codes;
    usual = rest;
    if (others == 0) without_codes = rest;
  }
  return usual;
}

struct Outliers {
  std::vector<Eigen::Index> rows = {};
  std::vector<double> values = {};  // the numbers for which the rows are outliers
};

// In one column or both.
inline Outliers outliers(const Points& points) {
  Outliers found;
  if (points.rows() == 0) return found;
  const Range usual[] = {usual_range(points.col(0)), usual_range(points.col(1))};
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    for (const int column : {0, 1})
      if (!usual[column].holds(points(i, column))) {
        if (found.rows.empty() || found.rows.back() != i) found.rows.push_back(i);
        found.values.push_back(points(i, column));
      }
  }
  return found;
}

inline Group without(const Group& group, const std::vector<Eigen::Index>& rows) {
  Group rest{group.name, {}, {}, group.cell};
  std::vector<Eigen::Index> kept;
  for (Eigen::Index i = 0; i < group.points.rows(); ++i)
    if (!std::binary_search(rows.begin(), rows.end(), i)) {
      kept.push_back(i);
      rest.lines.push_back(group.lines[static_cast<std::size_t>(i)]);
    }
  rest.points = group.points(kept, Eigen::all);
  return rest;
}

}  // namespace demo
