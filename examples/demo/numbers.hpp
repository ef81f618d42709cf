// Numbers as people write them in tables, and back.
#pragma once
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <scoresde/value/require.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "csv.hpp"

namespace demo::csv {

enum class Kind { number, missing, infinite, too_large, grouped, word };

inline std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

// How spreadsheets, R, pandas, SAS and people say that there is no number.
inline bool is_missing(std::string_view text) {
  static constexpr std::array words = {"",     "na",  "n/a", "<na>", "nan", "-nan", "null",
                                       "none", "nil", "-",   "--",   ".",   "?",    "missing"};
  if (text.size() > 7) return false;
  return is_error_of_spreadsheet(text) ||
         std::find(words.begin(), words.end(), lower(text)) != words.end();
}

// Digits with marks between them, as in 1,234.5 or 1 234 or 1.5e3.
inline bool looks_like_number(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  const std::string_view digits = text.substr(0, text.find_first_of("eE"));
  std::string_view exponent = text.substr(digits.size());
  if (!exponent.empty()) exponent.remove_prefix(1);
  const auto is_digit = [&](std::size_t i) {
    return i < digits.size() && digits[i] >= '0' && digits[i] <= '9';
  };
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const bool groups = digits[i] == ' ' || digits[i] == '\'';
    if (groups && !(is_digit(i + 1) && is_digit(i + 2) && is_digit(i + 3) && !is_digit(i + 4)))
      return false;
    if (!groups && !is_digit(i) && digits[i] != '.' && digits[i] != ',') return false;
  }
  return digits.find_first_of("0123456789") != std::string_view::npos && digits.back() != ',' &&
         exponent.find_first_not_of("0123456789+-") == std::string_view::npos;
}

// Whether the whole text is a number, the nearest double to it; those too small for a double are 0.
// The text has no blanks around it. `decimal` is '.' or ','.
inline Kind read_number(std::string_view text, char decimal, double& number) {
  if (is_missing(text)) return Kind::missing;
  const bool minus = text.starts_with('-') || text.starts_with("\u2212");
  std::string_view rest = text;
  rest.remove_prefix(text.starts_with("\u2212") ? 3 : minus || text.starts_with('+') ? 1 : 0);
  if (rest.empty()) return Kind::word;
  const char first = rest[0];
  if (!(first >= '0' && first <= '9') && first != decimal) {
    const std::string word = lower(rest.substr(0, 9));
    return word == "inf" || word == "infinity" ? Kind::infinite : Kind::word;
  }
  std::string digits(rest);
  if (decimal == ',')
    for (char& c : digits) c = c == ',' ? '.' : c == '.' ? ',' : c;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (stop != end) return looks_like_number(rest) ? Kind::grouped : Kind::word;
  if (error == std::errc::result_out_of_range) number = std::strtod(digits.c_str(), nullptr);
  if (std::isinf(number)) return Kind::too_large;
  if (minus) number = -number;
  return Kind::number;
}

// In the fewest digits that read back as the same number.
inline std::string written(double number, char decimal) {
  std::string text = scoresde::shortest(number);
  if (decimal != '.') std::replace(text.begin(), text.end(), '.', decimal);
  return text;
}

// What a cell of numbers holds, where the user has said which numbers or words stand for none.
class Numbers {
 public:
  Numbers(char decimal, const std::vector<std::string>& missing)
      : decimal_(decimal), words_(missing) {
    double number = 0;
    for (const std::string& text : missing)
      for (const char mark : {decimal, '.'})
        if (read_number(text, mark, number) == Kind::number) codes_.push_back(number);
  }
  Kind read(const Cell& cell, double& number) const {
    std::string unquoted;
    if (cell.quoted()) unquoted = cell.text();
    const std::string_view text = trimmed(cell.quoted() ? unquoted : cell.raw);
    if (std::find(words_.begin(), words_.end(), text) != words_.end()) return Kind::missing;
    const Kind kind = read_number(text, decimal_, number);
    if (kind == Kind::number && std::find(codes_.begin(), codes_.end(), number) != codes_.end())
      return Kind::missing;
    return kind;
  }
  Kind kind(const Cell& cell) const {
    double ignored = 0;
    return read(cell, ignored);
  }
  char decimal() const { return decimal_; }

 private:
  char decimal_;
  std::vector<std::string> words_;
  std::vector<double> codes_ = {};
};

// What should have stood in the place of a cell that holds no finite number.
inline std::string what_was_expected(Kind kind, const Cell& cell) {
  const std::string found = in_quotes(cell.text());
  switch (kind) {
    case Kind::infinite:
      return "a finite number, found " + found + " (--missing " + cell.text() +
             " leaves such rows out)";
    case Kind::too_large: return "a number below 1.8e308, found " + found;
    case Kind::grouped:
      return "a number without marks between thousands, found " + found +
             " (--decimal says which mark begins the fraction)";
    default: return "a number, found " + found;
  }
}

}  // namespace demo::csv
