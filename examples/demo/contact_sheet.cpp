#include "contact_sheet.hpp"

#include <algorithm>

#include "lettering.hpp"
#include "panel.hpp"
#include "theme.hpp"

namespace demo {

namespace {

constexpr int margin = 36, top = 92, caption = 34, seam = 6, gap = 28;

void show(Panel panel, const Points& points, const Colour& colour) {
  if (points.rows() > 3000)
    panel.cloud(points);
  else
    panel.dots(points, colour);
}

}  // namespace

std::string draw_contact_sheet(const std::vector<Pair>& pairs) {
  const int count = static_cast<int>(std::min<std::size_t>(pairs.size(), 60));
  const int columns = count == 1 ? 1 : count <= 4 ? 2 : 4, rows = (count + columns - 1) / columns;
  const int size = count == 1 ? 460 : count <= 4 ? 300 : 180;
  const int width = 2 * size + seam + gap, height = size + caption;

  Canvas canvas(2 * margin + columns * width - gap, top + rows * height - caption + margin,
                theme::background);
  write(canvas, "data", {margin, 48}, 17, theme::cyan);
  write(canvas, "and new points", {margin + width_of("data ", 17) + 6, 48}, 17, theme::amber);
  for (int k = 0; k < count; ++k) {
    const Pair& pair = pairs[static_cast<std::size_t>(k)];
    const double left = margin + k % columns * width, above = top + k / columns * height;
    const Window window = around(pair.data);
    const double side = size;
    show(Panel(canvas, {left, above, side, side}, window), pair.data, theme::cyan);
    show(Panel(canvas, {left + size + seam, above, side, side}, window), pair.drawn, theme::amber);
    write(canvas, pair.name, {left, above - 8}, 9.5, theme::text);
  }
  if (static_cast<std::size_t>(count) < pairs.size())
    write(canvas, "and " + std::to_string(pairs.size() - 60) + " groups more",
          {margin, static_cast<double>(canvas.height() - 20)}, 9.5, theme::faint);
  return canvas.png();
}

}  // namespace demo
