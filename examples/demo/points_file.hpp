// A CSV file of points, and another of the same format.
#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

#include "columns.hpp"
#include "points.hpp"

namespace demo {

constexpr std::uintmax_t most_bytes = std::uintmax_t{1} << 30;
constexpr std::size_t most_rows = 10'000'000;

// The whole file, or a refusal before more memory is taken than it may fill.
inline std::string read_text(const std::filesystem::path& path) {
  const std::string file = path.string(), most = "at most " + std::to_string(most_bytes) + " bytes";
  if (std::filesystem::is_directory(path))
    throw std::runtime_error(file + ": expected a file, found a folder");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(file + ": expected a file that can be read");
  std::error_code unknown;  // the size of a pipe, say
  const std::uintmax_t size = std::filesystem::file_size(path, unknown);
  if (!unknown && size > most_bytes)
    throw std::runtime_error(file + ": expected " + most + ", found " + std::to_string(size));
  std::string text;
  if (!unknown) text.reserve(size);
  std::array<char, 1 << 16> part;
  while (in.read(part.data(), part.size()), in.gcount() > 0) {
    text.append(part.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > most_bytes) throw std::runtime_error(file + ": expected " + most);
  }
  if (in.bad()) throw std::runtime_error(file + ": expected a file that can be read to its end");
  return text;
}

// "line 7" or "lines 7, 9, 12 and 5 more".
inline std::string named_lines(const std::vector<long>& lines) {
  constexpr std::size_t most = 10;
  std::string text = lines.size() == 1 ? "line " : "lines ";
  for (std::size_t i = 0; i < std::min(most, lines.size()); ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(lines[i]);
  return text +
         (lines.size() > most ? " and " + std::to_string(lines.size() - most) + " more" : "");
}

struct PointsFile {
  std::string file = {};
  csv::Dialect dialect = {};
  TableLayout layout = {};
  std::array<bool, 2> quoted = {};    // whether x and y stand in quotes
  csv::Cell index = {};               // of the first point, if there is an index
  std::vector<Group> groups = {};     // in the order in which they appear
  std::size_t rows = 0;               // below the header
  std::vector<long> incomplete = {};  // lines without a number for x or y, which hold no point
};

// Reads the rows of a text into groups.
class PointsReader {
 public:
  PointsReader(std::string_view text, const std::string& file, const Reading& reading)
      : text_(text), read_{.file = file} {
    csv::require_text(text_, file);
    read_.dialect = csv::dialect_of(text_, line_, file, reading.separator, reading.decimal);
    const char separator = read_.dialect.separator;
    read_.layout =
        LayoutFinder(csv::sample(text_, file, separator, line_, true), read_.dialect, reading, file)
            .find();
    numbers_.emplace(read_.dialect.decimal, reading.missing);
  }

  // Without a column of groups all points are one group without a name.
  PointsFile read() && {
    csv::Reader reader(text_, read_.file, read_.dialect.separator, line_);
    csv::Row row;
    bool first = true;
    while (reader.next(row)) {
      if (first) first_line_ = row.line;
      if (!std::exchange(first, false) || !read_.layout.named_in_first_row()) add(row);
    }
    if (points_.empty())
      throw std::runtime_error(read_.file + ": expected rows of two numbers" +
                               (read_.rows > 0
                                    ? ", found " + std::to_string(read_.rows) + " without"
                                    : std::string(" below the header, found none")));
    for (std::size_t k = 0; k < points_.size(); ++k) {
      Points& points = read_.groups[k].points;
      points.resize(static_cast<Eigen::Index>(points_[k].size()), 2);
      for (std::size_t i = 0; i < points_[k].size(); ++i)
        points.row(static_cast<Eigen::Index>(i)) << points_[k][i][0], points_[k][i][1];
    }
    return std::move(read_);
  }

 private:
  void add(csv::Row& row) {
    const TableLayout& layout = read_.layout;
    fit(row);
    if (++read_.rows > most_rows)
      csv::refuse(read_.file, row.line, "at most " + std::to_string(most_rows) + " rows");
    const csv::Cell &x = row.cells[layout.x], &y = row.cells[layout.y];
    const auto value_x = number(row, layout.x), value_y = number(row, layout.y);
    if (!value_x || !value_y) return read_.incomplete.push_back(row.line);

    const csv::Cell cell = layout.group ? row.cells[*layout.group] : csv::Cell{};
    const auto [known, is_new] = known_.try_emplace(cell.text(), points_.size());
    if (points_.empty()) {
      read_.quoted = {x.quoted(), y.quoted()};
      if (layout.index) read_.index = row.cells[*layout.index];
    }
    if (is_new) {
      points_.emplace_back();
      read_.groups.push_back({.name = known->first, .points = {}, .cell = std::string(cell.raw)});
    }
    points_[known->second].push_back({*value_x, *value_y});
    read_.groups[known->second].lines.push_back(row.line);
  }
  // As many cells as the first row has; empty ones beyond these are left away.
  void fit(csv::Row& row) const {
    const std::size_t found = row.cells.size(), width = read_.layout.width;
    while (row.cells.size() > width && row.cells.back().raw.empty()) row.cells.pop_back();
    if (row.cells.size() != width)
      csv::refuse(read_.file, row.line,
                  std::to_string(width) + " columns, as in line " + std::to_string(first_line_) +
                      ", found " + std::to_string(found));
  }
  // None where the number is missing.
  std::optional<double> number(const csv::Row& row, std::size_t column) const {
    double value = 0;
    const csv::Kind kind = numbers_->read(row.cells[column], value);
    if (kind == csv::Kind::missing) return {};
    if (kind != csv::Kind::number)
      csv::refuse(csv::place(read_.file, row.line) + ": " + read_.layout.name_of(column),
                  csv::what_was_expected(kind, row.cells[column]) +
                      (row.line == first_line_ && kind == csv::Kind::word
                           ? " (--header if this line names the columns)"
                           : ""));
    return value;
  }

  std::string_view text_;
  long line_ = 1, first_line_ = 0;
  PointsFile read_;
  std::optional<csv::Numbers> numbers_ = {};
  std::map<std::string, std::size_t> known_ = {};  // which group has which name
  std::vector<std::vector<std::array<double, 2>>> points_ = {};
};

// Throws std::runtime_error with file, line, column and what was expected there. The text must
// outlive what is read.
inline PointsFile read_points(std::string_view text, const std::string& file,
                              const Reading& reading = {}) {
  return PointsReader(text, file, reading).read();
}

// Other points for the same groups, in the format of the file: its columns of points, groups and
// row numbers in their order, under their names.
inline std::string to_csv(const PointsFile& like, const std::vector<Points>& points) {
  const TableLayout& layout = like.layout;
  long index = 0;
  const std::string start = like.index.text();
  const bool counted = csv::is_integer(start) && layout.index;
  std::from_chars(start.data(), start.data() + start.size(), index);
  const auto number = [&](double value, bool quoted) {
    const std::string text = csv::written(value, like.dialect.decimal);
    return quoted || text.find(like.dialect.separator) != std::string::npos ? '"' + text + '"'
                                                                            : text;
  };

  std::string csv = like.dialect.preamble;
  // f(column) for each of those that are written, and what stands between them
  const auto write_row = [&](bool with_index, const auto& f) {
    const char* between = "";
    for (std::size_t column = 0; column < layout.width; ++column)
      if (column == layout.x || column == layout.y || column == layout.group ||
          (with_index && column == layout.index)) {
        csv += between;
        csv += f(column);
        between = like.dialect.between.c_str();
      }
    csv += like.dialect.line_end;
  };
  if (!layout.names.empty()) {
    csv += layout.names_mark;
    write_row(counted && !layout.index_unnamed,
              [&](std::size_t column) { return layout.names[column].raw; });
  }
  for (std::size_t k = 0; k < points.size(); ++k)
    for (const auto& point : points[k].rowwise()) {
      write_row(counted, [&](std::size_t column) -> std::string {
        if (column == layout.x) return number(point[0], like.quoted[0]);
        if (column == layout.y) return number(point[1], like.quoted[1]);
        if (column == layout.group) return like.groups[k].cell;
        const std::string text = std::to_string(index);
        return like.index.quoted() ? '"' + text + '"' : text;
      });
      ++index;
    }
  return csv;
}

}  // namespace demo
