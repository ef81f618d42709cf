// An axis and the numbers beside it.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace demo {

enum class Scale { linear, logarithmic, unnumbered };

struct Axis {
  double low, high;  // low > high: it runs backwards
  Scale scale = Scale::linear;

  double share(double value) const {  // 0 at low, 1 at high
    return scale == Scale::logarithmic ? std::log(value / low) / std::log(high / low)
                                       : (value - low) / (high - low);
  }
  double value(double share) const {
    return scale == Scale::logarithmic ? low * std::pow(high / low, share)
                                       : low + (high - low) * share;
  }
  bool holds(double value) const { return share(value) >= 0 && share(value) <= 1; }
};

struct Ticks {
  std::vector<double> values = {};
  std::vector<std::string> labels = {};
  std::string rest = "";  // value = label x 10^e + offset: the last two, where the labels lack them
};

// A number in decimals, with a minus as long as a plus.
inline std::string in_decimals(double number, int decimals) {
  std::string text(400, '\0');
  text.resize(static_cast<std::size_t>(
      std::snprintf(text.data(), text.size(), "%.*f", std::max(decimals, 0), number)));
  if (text.find_first_not_of("-0.") == std::string::npos && text.front() == '-') text.erase(0, 1);
  return text.front() == '-' ? "\u2212" + text.substr(1) : text;
}
// 10 to the power, as on paper.
inline std::string power_of_ten(int exponent) {
  static constexpr const char* digits[] = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                           "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  std::string text = exponent < 0 ? "10\u207b" : "10";
  for (const char c : std::to_string(std::abs(exponent))) text += digits[c - '0'];
  return text;
}

// Multiples of 1, 2 or 5 times a power of ten, as narrow as `most` of them allow. Labels of many
// digits leave out what they have in common.
inline Ticks linear_ticks(double low, double high, int most) {
  const double range = high - low;
  int exponent = static_cast<int>(std::floor(std::log10(range / most)));
  double digit = 1, first = 0, last = 0, step = 0;
  const auto count = [&] {
    step = digit * std::pow(10, exponent);
    first = std::ceil(low / step - 1e-9), last = std::floor(high / step + 1e-9);
    return last - first + 1;
  };
  while (count() > most) {
    digit = digit == 1 ? 2 : digit == 2 ? 5 : 1;
    if (digit == 1) ++exponent;
  }

  double offset = 0, largest = std::max({std::abs(first * step), std::abs(last * step), step});
  const int whole = static_cast<int>(std::ceil(std::log10(range)));  // the offset ends in zeros
  if (largest > 10 * range && in_decimals(largest, -exponent).size() + (low < 0) > 7) {
    offset = std::floor(low / std::pow(10, whole)) * std::pow(10, whole);
    largest = std::max(last * step - offset, step);
  }
  const int power =
      step >= 1e5 || largest < 1e-2 ? static_cast<int>(std::floor(std::log10(largest))) : 0;
  Ticks ticks;
  for (double i = first; i <= last; ++i) {
    ticks.values.push_back(std::clamp(i * step, low, high));
    ticks.labels.push_back(
        in_decimals((i * step - offset) / std::pow(10, power), power - exponent));
  }
  if (power != 0) ticks.rest = "\u00d7" + power_of_ten(power);
  if (offset != 0) ticks.rest += (offset > 0 ? "+" : "") + in_decimals(offset, -whole);
  return ticks;
}

// 1, 2 and 5 times the powers of ten, or only some of these powers.
inline Ticks logarithmic_ticks(double low, double high, int most) {
  const auto decade = [](double value) { return static_cast<int>(std::floor(std::log10(value))); };
  Ticks ticks;
  for (int stride = 0; stride == 0 || static_cast<int>(ticks.values.size()) > most; ++stride) {
    ticks = {};
    for (int e = decade(low); e <= decade(high * 1.001); e += std::max(stride, 1))
      for (const int digit : {1, 2, 5}) {
        const double value = digit * std::pow(10, e);
        if ((stride > 0 && digit > 1) || value < low * 0.999 || value > high * 1.001) continue;
        ticks.values.push_back(value);
        ticks.labels.push_back(std::abs(e) <= 4 ? in_decimals(value, -e)
                               : digit == 1     ? power_of_ten(e)
                                            : std::to_string(digit) + "\u00b7" + power_of_ten(e));
      }
  }
  return ticks;
}

inline Ticks ticks(const Axis& axis, int most) {
  const auto [low, high] = std::minmax(axis.low, axis.high);
  return axis.scale == Scale::unnumbered    ? Ticks{}
         : axis.scale == Scale::logarithmic ? logarithmic_ticks(low, high, most)
                                            : linear_ticks(low, high, most);
}

}  // namespace demo
