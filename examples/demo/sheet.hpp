// A picture of panels in rows and columns, with a title above, names at the sides and a caption
// below.
#pragma once
#include <string>
#include <vector>

#include "panel.hpp"

namespace demo {

struct Column {
  std::string name;
  int width;  // of its panels, in pixels
};

struct Layout {
  std::string title;
  std::vector<Column> columns;
  std::vector<std::string> rows;  // their names
  int height;                     // of a panel
  std::string caption;
  int above = 0;  // room above each panel for a heading
  int below = 0;  // room below the last row for what explains the colours
};

class Sheet {
 public:
  explicit Sheet(const Layout& layout);

  Panel panel(int row, int column, const Window& window);
  // A line above a panel.
  void head(int row, int column, const std::string& text, const Colour& colour);
  // Over that the panels of some columns have in common: colours from left to right.
  void colour_bar(int first, int last, const std::string& meaning, const Axis& axis);
  Box room_below(int first, int last) const;  // of these columns

  Picture& picture() { return picture_; }
  std::string png() const { return picture_.png(); }

 private:
  Box box(int row, int column) const;

  Layout layout_;
  int left_;
  Picture picture_;
};

}  // namespace demo
