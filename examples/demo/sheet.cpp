#include "sheet.hpp"

#include <algorithm>

namespace demo {

namespace {

constexpr int top = 92, margin = 30;
constexpr int numbers_at_left = 56, numbers_below = 34;  // of an axis
constexpr double title_size = 21, name_size = 15, head_size = 13, caption_size = 12.5, line = 19;

int left_of(const Layout& layout) {
  double widest = 0;
  for (const std::string& row : layout.rows) widest = std::max(widest, width_of(row, name_size));
  return margin + numbers_at_left + (widest > 0 ? static_cast<int>(widest) + 14 : 0);
}
int width_of_panels(const Layout& layout) {
  int width = -numbers_at_left;
  for (const Column& column : layout.columns) width += column.width + numbers_at_left;
  return width;
}
int bottom_of_panels(const Layout& layout) {
  const int rows = static_cast<int>(layout.rows.size());
  return top + rows * (layout.above + layout.height + numbers_below);
}
std::vector<std::string> caption_of(const Layout& layout) {
  return wrapped(layout.caption, width_of_panels(layout), caption_size);
}

}  // namespace

Sheet::Sheet(const Layout& layout)
    : layout_(layout),
      left_(left_of(layout)),
      picture_(left_ + width_of_panels(layout) + margin,
               bottom_of_panels(layout) + layout.below + margin +
                   static_cast<int>(line * static_cast<double>(caption_of(layout).size()))) {
  picture_.write(layout.title, {static_cast<double>(left_), 46}, title_size, theme::text);
  const int columns = static_cast<int>(layout.columns.size());
  for (int k = 0; k < columns; ++k) {
    const Box first = box(0, k);
    picture_.write(layout.columns[static_cast<std::size_t>(k)].name,
                   {first.left + first.width / 2, top - 12.0}, head_size, theme::faint,
                   Align::centre);
  }
  for (int k = 0; k < static_cast<int>(layout.rows.size()); ++k) {
    const Box first = box(k, 0);
    picture_.write(layout.rows[static_cast<std::size_t>(k)],
                   {first.left - numbers_at_left, first.top + first.height / 2 + 5}, name_size,
                   theme::text, Align::right);
  }
  double y = bottom_of_panels(layout) + layout.below + line;
  for (const std::string& text : caption_of(layout)) {
    picture_.write(text, {static_cast<double>(left_), y}, caption_size, theme::faint);
    y += line;
  }
}

Box Sheet::box(int row, int column) const {
  double left = left_;
  for (int k = 0; k < column; ++k)
    left += layout_.columns[static_cast<std::size_t>(k)].width + numbers_at_left;
  const int each = layout_.above + layout_.height + numbers_below;
  return {left, static_cast<double>(top + row * each + layout_.above),
          static_cast<double>(layout_.columns[static_cast<std::size_t>(column)].width),
          static_cast<double>(layout_.height)};
}

Panel Sheet::panel(int row, int column, const Window& window) {
  return Panel(picture_, box(row, column), window);
}

void Sheet::head(int row, int column, const std::string& text, const Colour& colour) {
  const Box below = box(row, column);
  picture_.write(shortened(text, below.width, head_size), {below.left, below.top - 22}, head_size,
                 colour);
}

Box Sheet::room_below(int first, int last) const {
  const Box from = box(0, first), to = box(0, last);
  return {from.left, static_cast<double>(bottom_of_panels(layout_)), to.right() - from.left,
          static_cast<double>(layout_.below)};
}

void Sheet::colour_bar(int first, int last, const std::string& meaning, const Axis& axis) {
  const Box room = room_below(first, last);
  picture_.write(meaning, {room.left + room.width / 2, room.top + 16}, caption_size, theme::text,
                 Align::centre);
  Panel bar(picture_, {room.left, room.top + 24, room.width, 10},
            {axis, {0, 1, Scale::unnumbered}});
  const Points at = bar.centres();
  bar.levels(at.col(0).unaryExpr([&](double value) { return axis.share(value); }));
}

}  // namespace demo
