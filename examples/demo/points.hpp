// Points of the plane, and reading them from a CSV file: two columns of numbers, with or without a
// header, separated by `;` or `,`, and on request a third column that names each point's group.
#pragma once
#include <Eigen/Core>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "csv.hpp"

namespace demo {

using Points = Eigen::ArrayX2d;  // a point a row

struct Group {
  std::string name;
  Points points;
};

// Which columns of a table hold what.
struct Columns {
  std::size_t x, y;
  std::optional<std::size_t> group = {};
};

// `group` is the number of a column, counted from 1, or else its name in the header; empty: there
// are no groups. Throws unless two columns remain.
inline Columns choose_columns(const csv::Table& table, const std::string& group) {
  const std::vector<std::string>& first = table.rows.front().cells;
  const int line = table.rows.front().line;
  if (group.empty()) {
    if (first.size() != 2)
      table.fail(line, "two columns, found " + std::to_string(first.size()) +
                           (first.size() == 3 ? " (--group says which one names groups)" : ""));
    return {0, 1};
  }
  std::size_t chosen = 0;
  if (!csv::is_index(group, first.size(), chosen)) {
    chosen = static_cast<std::size_t>(std::find(first.begin(), first.end(), group) - first.begin());
    if (chosen == first.size() || !csv::is_header(table.rows.front(), chosen))
      table.fail(line, "a column named or numbered " + csv::in_quotes(group) + ", found " +
                           csv::listed(first));
  }
  if (first.size() != 3)
    table.fail(line, "two columns of numbers beside the group's, found " +
                         std::to_string(first.size()) + " columns in all");
  return {chosen == 0 ? 1u : 0u, chosen <= 1 ? 2u : 1u, chosen};
}

// The groups in the order in which they appear; without `group` all points are one group without a
// name. Throws std::runtime_error with file, line, column and what was expected there.
inline std::vector<Group> read_points(std::istream& in, const std::string& file,
                                      const std::string& group = "") {
  csv::Table table = csv::read(in, file);
  const Columns columns = choose_columns(table, group);
  if (csv::is_header(table.rows.front(), columns.group)) {
    table.header = table.rows.front().cells;
    table.rows.erase(table.rows.begin());
    if (table.rows.empty())
      throw std::runtime_error(file +
                               ": expected rows of two numbers below the header, found none");
  }

  std::vector<std::string> names;
  std::map<std::string, std::vector<Eigen::Array2d>> members;
  for (const csv::Row& row : table.rows) {
    const std::string name = columns.group ? row.cells[*columns.group] : "";
    if (!members.contains(name)) names.push_back(name);
    members[name].emplace_back(csv::number(table, row, columns.x),
                               csv::number(table, row, columns.y));
  }

  std::vector<Group> groups;
  for (const std::string& name : names) {
    const std::vector<Eigen::Array2d>& rows = members[name];
    groups.push_back({name, Points(static_cast<Eigen::Index>(rows.size()), 2)});
    for (std::size_t i = 0; i < rows.size(); ++i)
      groups.back().points.row(static_cast<Eigen::Index>(i)) = rows[i].transpose();
  }
  return groups;
}

inline std::vector<Group> read_points(const std::filesystem::path& path,
                                      const std::string& group = "") {
  if (std::filesystem::is_directory(path))
    throw std::runtime_error(path.string() + ": expected a file, found a folder");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path.string() + ": expected a file that can be read");
  return read_points(in, path.string(), group);
}

}  // namespace demo
