// Reading tables from CSV, with errors that say where: `;` or `,` between the cells, quotes around
// any of them.
#pragma once
#include <charconv>
#include <cmath>
#include <istream>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace demo::csv {

struct Row {
  int line = 0;
  std::vector<std::string> cells = {};
};
struct Table {
  std::string file;
  std::vector<std::string> header = {};  // none: the file starts with numbers
  std::vector<Row> rows = {};

  // Throw with the file, the line and the column, which count from 1.
  [[noreturn]] void fail(int line, const std::string& expected) const {
    throw std::runtime_error(file + ":" + std::to_string(line) + ": expected " + expected);
  }
  [[noreturn]] void fail(int line, std::size_t column, const std::string& expected) const {
    const std::string name = column <= header.size() ? " (" + header[column - 1] + ")" : "";
    throw std::runtime_error(file + ":" + std::to_string(line) + ": column " +
                             std::to_string(column) + name + ": expected " + expected);
  }
};

inline std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

inline std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

// `;` if there is one outside quotes, so that a decimal comma is found out rather than split.
inline char separator_of(std::string_view line) {
  bool inside = false;
  for (const char c : line) {
    if (c == '"') inside = !inside;
    if (c == ';' && !inside) return ';';
  }
  return ',';
}

inline Row split(const Table& table, int number, std::string_view line, char separator) {
  Row row{number, {""}};
  bool inside = false, quotes = false;  // within quotes now; the cell had some
  const auto finish = [&] {
    if (!quotes) row.cells.back() = trimmed(row.cells.back());
    quotes = false;
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (inside && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      row.cells.back() += line[++i];
    } else if (c == '"' && (inside || trimmed(row.cells.back()).empty())) {
      if (!inside && !quotes) row.cells.back().clear();
      inside = !inside;
      quotes = true;
    } else if (c == separator && !inside) {
      finish();
      row.cells.emplace_back();
    } else if (inside || !quotes || trimmed(std::string_view(&c, 1)) != "") {
      row.cells.back() += c;
    }
  }
  if (inside) table.fail(number, row.cells.size(), "a closing quote before the end of the line");
  finish();
  return row;
}

inline Table read(std::istream& in, const std::string& file) {
  Table table{file};
  char separator = 0;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    std::string_view text = line;
    if (number == 1 && text.starts_with("\xEF\xBB\xBF"))
      text.remove_prefix(3);  // a byte order mark
    if (trimmed(text).empty()) continue;
    if (separator == 0) separator = separator_of(text);
    table.rows.push_back(split(table, number, text, separator));
    const std::size_t first = table.rows.front().cells.size(), now = table.rows.back().cells.size();
    if (now != first)
      table.fail(number, std::to_string(first) + " columns, as in line " +
                             std::to_string(table.rows.front().line) + ", found " +
                             std::to_string(now));
  }
  if (table.rows.empty())
    throw std::runtime_error(file + ": expected rows of two numbers, found an empty file");
  return table;
}

// Whether the whole cell is written as a number, be it finite or not.
inline bool is_number(std::string_view cell, double& number) {
  if (cell.starts_with('+')) cell.remove_prefix(1);
  const char* const end = cell.data() + cell.size();
  const auto [stop, error] = std::from_chars(cell.data(), end, number);
  if (error == std::errc::result_out_of_range) number = std::numeric_limits<double>::infinity();
  return !cell.empty() && stop == end;
}

// The number in a cell; throws unless it is one, and finite.
inline double number(const Table& table, const Row& row, std::size_t column) {
  const std::string& cell = row.cells[column];
  double value = 0;
  const bool read = is_number(cell, value);
  if (!read || !std::isfinite(value))
    table.fail(row.line, column + 1,
               std::string(read ? "a finite number" : "a number") + ", found " + in_quotes(cell));
  return value;
}

// A header has words in all its columns, not counting that of the groups.
inline bool is_header(const Row& row, std::optional<std::size_t> group) {
  double ignored = 0;
  for (std::size_t i = 0; i < row.cells.size(); ++i)
    if (i != group && (row.cells[i].empty() || is_number(row.cells[i], ignored))) return false;
  return true;
}

// Whether the text is one of 1 ... count, as the index that it means.
inline bool is_index(std::string_view text, std::size_t count, std::size_t& index) {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  index = number - 1;
  return error == std::errc() && stop == end && number >= 1 && number <= count;
}

inline std::string listed(const std::vector<std::string>& cells) {
  std::string list;
  for (const std::string& cell : cells) list += (list.empty() ? "" : ", ") + in_quotes(cell);
  return list;
}

}  // namespace demo::csv
