// How a file writes its table: found out from its first rows, or told.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "csv.hpp"
#include "numbers.hpp"

namespace demo::csv {

struct Dialect {
  char separator = ',';       // ' ' for any run of blanks and tabs
  std::string between = ",";  // as it stands between two cells, with blanks around it if need be
  char decimal = '.';         // begins the fraction
  std::string line_end = "\n";
  std::string preamble = "";  // before the first row: a byte order mark, Excel's sep=;
};

constexpr std::size_t sampled_rows = 1000;  // by which dialect, header and columns are judged

// The first rows and the comment before them. With `strict`, bad quotes throw; else the rows end.
struct Sample {
  std::vector<Row> rows = {};
  std::optional<std::string_view> comment = {};
};
inline Sample sample(std::string_view text, const std::string& file, char separator, long line,
                     bool strict) {
  Sample sample;
  Reader reader(text, file, separator, line);
  Row row;
  try {
    while (sample.rows.size() < sampled_rows && reader.next(row)) {
      if (sample.rows.empty()) sample.comment = reader.comment();
      sample.rows.push_back(row);
    }
    if (sample.rows.empty()) sample.comment = reader.comment();
  } catch (const std::runtime_error&) {
    if (strict) throw;
  }
  return sample;
}

// Throws unless the bytes are text: UTF-8, or any other in which ASCII is ASCII.
inline void require_text(std::string_view bytes, const std::string& file) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
    refuse(file, "text in UTF-8, found UTF-16; save it as UTF-8");
  if (bytes.starts_with("PK\x03\x04"))
    refuse(file, "text in UTF-8, found a workbook or an archive; save it as CSV");
  long line = 1;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte == '\n' || (byte == '\r' && (i + 1 == bytes.size() || bytes[i + 1] != '\n'))) ++line;
    if ((byte < ' ' && !is_blank(bytes[i]) && !ends_line(bytes[i])) || byte == 0x7F)
      refuse(file, line,
             "text in UTF-8, found a byte of value " + std::to_string(byte) +
                 (byte == 0 ? ", as in UTF-16 or in what is no text" : ""));
  }
}

// How well rows and numbers come out with a separator: 1 where all cells are numbers, in rows of
// two cells or more and all of the same size. The first row counts little, as it may hold names.
inline double fitness(const Sample& sample) {
  std::map<std::size_t, std::size_t> rows_of;
  std::size_t width = 0;
  for (const Row& row : sample.rows) {
    const std::size_t cells = row.cells.size();
    if (++rows_of[cells]; cells > 1 && rows_of[cells] >= rows_of[width]) width = cells;
  }
  double fit = 0, all = 0;
  for (const Row& row : sample.rows) {
    const double weight = &row == &sample.rows.front() ? 1e-3 : 1;
    all += weight * static_cast<double>(row.cells.size());
    if (row.cells.size() != width) continue;
    for (const Cell& cell : row.cells) {
      const std::string text = cell.text();
      const bool number = looks_like_number(trimmed(text)) || is_missing(trimmed(text));
      fit += weight * (number && !text.empty() ? 1 : 1e-3);
    }
  }
  return all > 0 ? fit / all : 0;
}

inline char separator_of(std::string_view text, const std::string& file, long line) {
  char best = ',';
  double most = 0;
  for (const char separator : {';', '\t', ',', '|', ' '}) {
    const double fit = fitness(sample(text, file, separator, line, false));
    if (fit > most) best = separator, most = fit;
  }
  return best;
}

// '.' unless fractions begin with a comma. Throws where 1,234 may be either of two numbers.
inline char decimal_of(const Sample& sample, const std::string& file, char separator) {
  double ignored = 0;
  bool comma = false, sure = separator == ';';
  std::optional<std::pair<long, std::string>> unsure;
  for (const Row& row : sample.rows)
    for (const Cell& cell : row.cells) {
      const std::string text = cell.text();
      const std::string_view number = trimmed(text);
      if (number.find('.') != std::string_view::npos &&
          read_number(number, '.', ignored) == Kind::number)
        return '.';
      const std::size_t mark = number.find(',');
      if (mark == std::string_view::npos || read_number(number, ',', ignored) != Kind::number)
        continue;
      comma = true;
      const std::size_t before = number.find_first_of("0123456789");
      const bool thousands =
          number.size() == mark + 4 && mark > before && mark - before <= 3 && number[before] != '0';
      if (!thousands) sure = true;
      if (!unsure) unsure.emplace(row.line, text);
    }
  if (comma && !sure)
    refuse(file, unsure->first,
           "a fraction that begins with a point, found " + in_quotes(unsure->second) +
               ", which may be " +
               "a fraction or thousands (--decimal , or --decimal . says which)");
  return comma ? ',' : '.';
}

// As it stands between the cells, if that is everywhere the same.
inline std::string between_cells(const Sample& sample, char separator) {
  std::optional<std::string_view> found;
  for (const Row& row : sample.rows)
    for (std::size_t i = 1; i < row.cells.size(); ++i) {
      const std::string_view left = row.cells[i - 1].raw, right = row.cells[i].raw;
      const char* const end = left.data() + left.size();
      const std::string_view gap(end, static_cast<std::size_t>(right.data() - end));
      if (found && gap != *found) return std::string(1, separator);
      found = gap;
    }
  return std::string(found.value_or(std::string_view(&separator, 1)));
}

// The dialect of a file, in as far as it is not given; `text` then begins with its first row, in
// line `line`.
inline Dialect dialect_of(std::string_view& text, long& line, const std::string& file,
                          std::optional<char> separator, std::optional<char> decimal) {
  Dialect dialect;
  const char* const begin = text.data();
  line = 1;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  if (end < text.size())
    dialect.line_end = text.substr(end).starts_with("\r\n") ? "\r\n" : text.substr(end, 1);
  if (text.starts_with("sep=") && end == 5) {  // as Excel writes and obeys it
    if (!separator) separator = text[4];
    text.remove_prefix(std::min(end + dialect.line_end.size(), text.size()));
    ++line;
  }
  dialect.preamble = std::string(begin, text.data());
  dialect.separator = separator ? *separator : separator_of(text, file, line);
  const Sample rows = sample(text, file, dialect.separator, line, true);
  dialect.decimal = decimal ? *decimal : decimal_of(rows, file, dialect.separator);
  dialect.between = between_cells(rows, dialect.separator);
  return dialect;
}

}  // namespace demo::csv
