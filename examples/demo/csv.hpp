// Rows of cells from the text of a CSV file, with errors that say where. RFC 4180 with what people
// make of it: any separator, blanks around cells, three kinds of line ends, comments, blank lines.
// A cell keeps how it was written, so that a file of the same format can be made. (Debian's libcsv
// tells neither lines nor quotes and knows no runs of blanks; libfccp fixes columns in the code.)
#pragma once
#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace demo::csv {

// A part of the file in quotes for a message, not longer than a line.
inline std::string in_quotes(std::string_view text) {
  constexpr std::size_t most = 60;
  return '"' + std::string(text.substr(0, most)) + (text.size() > most ? "..." : "") + '"';
}

// Where something was found; lines and columns count from 1.
inline std::string place(const std::string& file, long line) {
  return file + ":" + std::to_string(line);
}
[[noreturn]] inline void refuse(const std::string& place, const std::string& expected) {
  throw std::runtime_error(place + ": expected " + expected);
}
[[noreturn]] inline void refuse(const std::string& file, long line, const std::string& expected) {
  refuse(place(file, line), expected);
}
[[noreturn]] inline void refuse(const std::string& file, long line, std::size_t column,
                                const std::string& expected) {
  refuse(place(file, line) + ": column " + std::to_string(column), expected);
}

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
inline bool ends_line(char c) { return c == '\n' || c == '\r'; }

inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// Instead of a number, where a spreadsheet could not compute it.
inline bool is_error_of_spreadsheet(std::string_view text) {
  for (const char* error :
       {"#N/A", "#NA", "#DIV/0!", "#NUM!", "#VALUE!", "#REF!", "#NAME?", "#NULL!"})
    if (text == error) return true;
  return false;
}

struct Cell {
  std::string_view raw = {};  // as it stands in the file, with its quotes

  bool quoted() const { return raw.starts_with('"'); }
  std::string text() const {
    if (!quoted()) return std::string(raw);
    std::string text;
    for (std::size_t i = 1; i + 1 < raw.size(); ++i) {
      text += raw[i];
      if (raw[i] == '"') ++i;  // two stand for one
    }
    return text;
  }
};

struct Row {
  long line = 0;
  std::vector<Cell> cells = {};
};

// Whether the text is one of 1 ... count, as the index that it means.
inline bool is_index(std::string_view text, std::size_t count, std::size_t& index) {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  index = number - 1;
  return error == std::errc() && stop == end && number >= 1 && number <= count;
}

inline std::string listed(const std::vector<Cell>& cells) {
  constexpr std::size_t most = 12;
  std::string list;
  for (const Cell& cell :
       std::vector(cells.begin(),
                   cells.begin() + static_cast<std::ptrdiff_t>(std::min(most, cells.size()))))
    list += (list.empty() ? "" : ", ") + in_quotes(cell.text());
  return list +
         (cells.size() > most ? " and " + std::to_string(cells.size() - most) + " more" : "");
}

// The rows of a text that outlives it. A separator ' ' stands for any run of blanks and tabs.
class Reader {
 public:
  Reader(std::string_view text, std::string file, char separator, long line = 1)
      : text_(text), file_(std::move(file)), separator_(separator), line_(line) {}

  // The next row; false at the end. Throws std::runtime_error where quotes are wrong.
  bool next(Row& row) {
    row.cells.clear();
    skip_comments();
    if (at_end()) return false;
    row.line = line_;
    do row.cells.push_back(cell(row.cells.size() + 1));
    while (another_cell());
    end_line();
    return true;
  }
  // The line before the row just read, where that is a comment: what follows its mark.
  std::optional<std::string_view> comment() const { return comment_; }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char now() const { return text_[at_]; }
  bool on_line() const { return !at_end() && !ends_line(now()); }
  void skip_blanks() {
    while (on_line() && is_blank(now()) && (separator_ == ' ' || now() != separator_)) ++at_;
  }
  void end_line() {
    if (at_end()) return;
    at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
    ++line_;
  }
  bool is_comment(std::string_view line) const {
    const std::string_view cell = trimmed(line.substr(0, line.find(separator_)));
    return line[0] == '%' || (line[0] == '#' && !is_error_of_spreadsheet(cell));
  }
  // Also blank lines.
  void skip_comments() {
    comment_.reset();
    while (!at_end()) {
      const std::size_t end = std::min(text_.find_first_of("\r\n", at_), text_.size());
      const std::string_view line = trimmed(text_.substr(at_, end - at_));
      if (!line.empty() && !is_comment(line)) return;
      comment_.reset();
      if (!line.empty()) comment_ = line.substr(1);
      at_ = end;
      end_line();
    }
  }
  Cell cell(std::size_t column) {
    skip_blanks();
    const std::size_t start = at_;
    if (on_line() && now() == '"') {
      const long line = line_;
      do {  // up to a quote that is not doubled
        ++at_;
        while (!at_end() && now() != '"') ends_line(now()) ? end_line() : void(++at_);
        if (at_end()) refuse(file_, line, column, "a closing quote before the end of the file");
        ++at_;
      } while (!at_end() && now() == '"');
      const std::size_t end = at_;
      skip_blanks();
      if (on_line() && now() != separator_ && (separator_ != ' ' || at_ == end))
        refuse(file_, line_, column, "nothing more after the closing quote");
      return {text_.substr(start, end - start)};
    }
    while (on_line() && now() != separator_ && !(separator_ == ' ' && now() == '\t')) ++at_;
    std::string_view raw = text_.substr(start, at_ - start);
    while (!raw.empty() && is_blank(raw.back())) raw.remove_suffix(1);
    return {raw};
  }
  bool another_cell() {
    if (separator_ == ' ') {
      skip_blanks();
      return on_line();
    }
    if (!on_line()) return false;
    ++at_;
    return true;
  }

  std::string_view text_;
  std::string file_;
  char separator_;
  long line_;
  std::size_t at_ = 0;
  std::optional<std::string_view> comment_ = {};
};

}  // namespace demo::csv
