// Whether the first row of a file names its columns.
#pragma once
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "numbers.hpp"

namespace demo::csv {

inline bool is_integer(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// What the cells of a column hold.
struct Column {
  std::size_t numbers = 0, words = 0, integers = 0;
  bool counts = true;  // from any number on by one: 7, 8, 9
  double last = 0;

  bool numeric() const { return numbers > 0 && numbers >= words; }
  bool empty() const { return numbers + words == 0; }
  bool index() const { return counts && numbers > 1; }
  bool labels() const { return words > 0 || (numbers > 0 && integers == numbers); }

  void add(const Cell& cell, const Numbers& format) {
    double value = 0;
    const Kind kind = format.read(cell, value);
    const bool integer = kind == Kind::number && is_integer(cell.text());
    counts = counts && integer && (numbers == 0 || value == last + 1);
    last = value;
    integers += integer;
    words += kind == Kind::word;
    numbers += kind != Kind::word && kind != Kind::missing;
  }
};

inline std::vector<Column> columns_of(std::span<const Row> rows, std::size_t width,
                                      const Numbers& format) {
  std::vector<Column> columns(width);
  for (const Row& row : rows)
    for (std::size_t i = 0; i < std::min(width, row.cells.size()); ++i)
      columns[i].add(row.cells[i], format);
  return columns;
}

// Words stand for names where none of them stands beside a number, but for the columns of words,
// which tell nothing, and the one that is said to be named `group`. Numbers stand for names where
// they count the columns, as pandas names them (0,1), either beside an index without a name or over
// nothing but fractions. The ambiguous cases are told in `warnings`.
inline bool names_columns(const Row& first, const std::vector<Column>& columns,
                          const Numbers& format, const std::string& group,
                          std::vector<std::string>& warnings) {
  std::size_t words = 0, numbers_below = 0, integers_below = 0;
  std::vector<double> numbers;
  bool counts = true;
  const bool some_numeric = std::any_of(columns.begin(), columns.end(),
                                        [](const Column& column) { return column.numeric(); });
  for (std::size_t i = 0; i < first.cells.size(); ++i) {
    if (some_numeric && columns[i].words > 0 && !columns[i].numeric()) continue;
    const Cell& cell = first.cells[i];
    if (!group.empty() && cell.text() == group) continue;
    double value = 0;
    const Kind kind = format.read(cell, value);
    if (kind == Kind::word) ++words;
    if (kind == Kind::word || kind == Kind::missing) continue;
    counts = counts && kind == Kind::number && is_integer(cell.text()) &&
             (numbers.empty() || value == numbers.back() + 1);
    numbers.push_back(value);
    numbers_below += columns[i].numbers;
    integers_below += columns[i].integers;
  }
  if (numbers.empty()) return words > 0;
  if (words > 0 || !counts || numbers.size() < 2 || numbers_below == 0) return false;
  if (first.cells[0].text().empty() && columns[0].labels()) return true;

  const std::string row =
      "line " + std::to_string(first.line) + " (" + listed(first.cells) + ") was read as ";
  if (integers_below == 0)
    warnings.push_back(row + "the names of the columns; --no-header reads it as a point");
  else if (numbers.front() == 0)
    warnings.push_back(row + "a point; --header reads it as the names of the columns");
  return integers_below == 0;
}

}  // namespace demo::csv
