// Which columns of a file hold the points, the groups and the names.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "dialect.hpp"
#include "header.hpp"

namespace demo {

// What the user says of a file; the rest is found out.
struct Reading {
  std::string columns = {};               // of x and y, by name or number: "x,y"
  std::string group = {};                 // of the group's names, by name or number
  std::vector<std::string> missing = {};  // numbers and words that stand for no number
  std::optional<bool> header = {};        // whether the first row names the columns
  std::optional<char> separator = {}, decimal = {};
  bool keep_outliers = false;
};

struct TableLayout {
  std::size_t x = 0, y = 1, width = 2;  // columns, counted from 0; cells in a row
  std::optional<std::size_t> group = {};
  std::optional<std::size_t> index = {};   // counts the rows
  std::vector<csv::Cell> names = {};       // of the columns; none: the file starts with numbers
  std::string names_mark = {};             // before names in a comment: "# "
  bool index_unnamed = false;              // R names all columns but that of the index
  std::vector<std::string> warnings = {};  // what a user might have meant otherwise

  bool named_in_first_row() const { return !names.empty() && names_mark.empty(); }
  // A column as messages call it.
  std::string name_of(std::size_t column) const {
    const std::string name = names.empty() ? "" : names[column].text();
    return "column " + std::to_string(column + 1) + (name.empty() ? "" : " (" + name + ")");
  }
};

// Finds the layout from the first rows of a file.
class LayoutFinder {
 public:
  LayoutFinder(csv::Sample sample, const csv::Dialect& dialect, const Reading& reading,
               std::string file)
      : sample_(std::move(sample)),
        numbers_(dialect.decimal, reading.missing),
        dialect_(dialect),
        reading_(reading),
        file_(std::move(file)) {}

  // Throws std::runtime_error, with what was expected, unless two columns are left for the points.
  TableLayout find() {
    if (sample_.rows.empty())
      csv::refuse(file_, std::string("rows of two numbers, found ") +
                             (sample_.comment ? "comments alone" : "an empty file"));
    fit_first_row();
    const std::span<const csv::Row> rows = sample_.rows;
    columns_ = csv::columns_of(rows.subspan(1), layout_.width, numbers_);
    find_names();
    if (!reading_.group.empty()) layout_.group = column(reading_.group);
    if (reading_.columns.empty())
      take_what_is_left();
    else
      take_what_is_said();
    if (layout_.x == layout_.y || layout_.group == layout_.x || layout_.group == layout_.y)
      csv::refuse(file_, first().line, "different columns for x, y and the group");
    return layout_;
  }

 private:
  csv::Row& first() { return sample_.rows.front(); }

  // Separators at the end of the first row alone, and the name that R does not write.
  void fit_first_row() {
    std::vector<csv::Cell>& cells = first().cells;
    if (sample_.rows.size() > 1) {
      const std::size_t below = sample_.rows[1].cells.size();
      while (cells.size() > below && cells.back().raw.empty()) cells.pop_back();
      if (below == cells.size() + 1 && reading_.header.value_or(true) && is_lacking_a_name()) {
        layout_.index_unnamed = true;
        cells.insert(cells.begin(), csv::Cell{});
      }
    }
    layout_.width = cells.size();
  }
  bool is_lacking_a_name() {
    csv::Column names, labels;
    for (const csv::Cell& cell : first().cells) names.add(cell, numbers_);
    for (std::size_t i = 1; i < sample_.rows.size(); ++i) {
      if (sample_.rows[i].cells.back().raw.empty()) return false;
      labels.add(sample_.rows[i].cells.front(), numbers_);
    }
    return names.numbers == 0 && (labels.index() || labels.words > labels.numbers);
  }

  void find_names() {
    const bool found = reading_.header ? *reading_.header
                                       : layout_.index_unnamed || are_said_to_be_names() ||
                                             names_columns(first(), columns_, numbers_,
                                                           reading_.group, layout_.warnings);
    if (found) layout_.names = first().cells;
    if (!found && !reading_.header && sample_.comment) find_names_in_comment(*sample_.comment);
  }
  // The words by which x and y are asked for.
  bool are_said_to_be_names() {
    csv::Row wanted;
    if (!csv::Reader(reading_.columns, "--columns", ',').next(wanted)) return false;
    return std::all_of(wanted.cells.begin(), wanted.cells.end(), [&](const csv::Cell& name) {
      return numbers_.kind(name) == csv::Kind::word &&
             std::any_of(first().cells.begin(), first().cells.end(),
                         [&](const csv::Cell& cell) { return cell.text() == name.text(); });
    });
  }
  // numpy and gnuplot name the columns in a comment.
  void find_names_in_comment(std::string_view comment) {
    csv::Row names;
    if (!csv::Reader(comment, file_, dialect_.separator).next(names) ||
        names.cells.size() != layout_.width)
      return;
    for (const csv::Cell& cell : names.cells)
      if (numbers_.kind(cell) != csv::Kind::word) return;
    layout_.names = names.cells;
    layout_.names_mark = std::string(comment.data() - 1, names.cells.front().raw.data());
  }

  // The column of that name, or else of that number, which counts from 1.
  std::size_t column(const std::string& wanted) {
    std::size_t found = 0, times = 0;
    for (std::size_t i = layout_.names.size(); i-- > 0;)
      if (layout_.names[i].text() == wanted) found = i, ++times;
    if (times > 1)
      csv::refuse(file_, first().line,
                  "one column named " + csv::in_quotes(wanted) + ", found " +
                      std::to_string(times) + " (their numbers tell them apart)");
    if (times == 0 && !csv::is_index(wanted, layout_.width, found))
      csv::refuse(file_, first().line,
                  "a column named or numbered " + csv::in_quotes(wanted) + ", found " +
                      csv::listed(layout_.names.empty() ? first().cells : layout_.names));
    return found;
  }

  void take_what_is_said() {
    csv::Row names;
    csv::Reader reader(reading_.columns, "--columns", ',');
    if (!reader.next(names) || names.cells.size() != 2)
      csv::refuse("--columns", "two columns as in x,y, found " + csv::in_quotes(reading_.columns));
    layout_.x = column(names.cells[0].text());
    layout_.y = column(names.cells[1].text());
    if (has_index() && !layout_.names.empty() && layout_.x != 0 && layout_.y != 0)
      layout_.index = 0;
  }
  // All columns but those that are empty, name the group or count the rows.
  void take_what_is_left() {
    std::vector<std::size_t> left;
    std::size_t filled = 0;
    for (const csv::Column& column : columns_) filled += !column.empty();
    for (std::size_t i = 0; i < layout_.width; ++i)
      if (i != layout_.group && (!columns_[i].empty() || layout_.width == 2 || filled < 2))
        left.push_back(i);
    if (left.size() > 2 && left.front() == 0 && has_index()) {
      left.erase(left.begin());
      layout_.index = 0;
      if (layout_.names.empty() || !layout_.names[0].text().empty())
        layout_.warnings.push_back(layout_.name_of(0) +
                                   " counts the rows and was taken for no more than that; "
                                   "--columns says otherwise");
    }
    if (left.size() != 2) {
      std::vector<csv::Cell> cells;
      for (const std::size_t i : left) cells.push_back(first().cells[i]);
      csv::refuse(
          file_, first().line,
          "two columns of numbers" + std::string(layout_.group ? " beside the group's" : "") +
              ", found " + std::to_string(left.size()) + ": " + csv::listed(cells) +
              (left.size() < 2 ? ""
               : layout_.group ? " (--columns says which)"
                               : " (--columns says which, --group which one names groups)"));
    }
    layout_.x = left[0];
    layout_.y = left[1];
  }
  // Whether the first column counts or names the rows and nothing else.
  bool has_index() const {
    const csv::Column& column = columns_[0];
    if (layout_.group == 0u) return false;
    if (layout_.names.empty()) return column.index();
    const std::string name = csv::lower(layout_.names[0].text());
    if (name.empty()) return column.labels();
    for (const char* known : {"index", "id", "row", "no", "nr", "unnamed: 0", "rownames"})
      if (name == known) return column.index();
    return false;
  }

  csv::Sample sample_;
  csv::Numbers numbers_;
  const csv::Dialect& dialect_;
  const Reading& reading_;
  std::string file_;
  std::vector<csv::Column> columns_ = {};
  TableLayout layout_ = {};
};

}  // namespace demo
