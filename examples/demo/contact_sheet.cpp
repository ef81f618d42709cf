#include "contact_sheet.hpp"

#include <algorithm>
#include <cmath>

#include "sheet.hpp"

namespace demo {

namespace {

constexpr std::size_t most = 60;

void show(Panel panel, const Window& window, const Points& points, const Colour& colour) {
  if (points.rows() > 3000)
    panel.cloud(points);
  else
    panel.dots(points, colour);
  Eigen::Index outside = 0;
  for (const auto& point : points.rowwise()) outside += !window.holds(point[0], point[1]);
  if (outside > 0) panel.note(std::to_string(outside) + " outside the frame");
}

}  // namespace

std::string draw_contact_sheet(const std::vector<Pair>& pairs) {
  const int count = static_cast<int>(std::min(pairs.size(), most));
  const int across = count == 1 ? 1 : count <= 4 ? 2 : 4, down = (count + across - 1) / across;
  const int size = count == 1 ? 460 : count <= 4 ? 300 : 180;
  Layout layout{.title = "Data and new points",
                .columns = std::vector<Column>(static_cast<std::size_t>(2 * across), {"", size}),
                .rows = std::vector<std::string>(static_cast<std::size_t>(down)),
                .height = size,
                .caption =
                    "Each pair of panels has one frame. The new points are drawn from the "
                    "data, each blurred by a Gaussian, by reversing the VP SDE.",
                .above = 44};
  if (pairs.size() > most)
    layout.caption += " Not shown: " + std::to_string(pairs.size() - most) + " more groups.";
  Sheet sheet(layout);
  for (int k = 0; k < count; ++k) {
    const Pair& pair = pairs[static_cast<std::size_t>(k)];
    const Window window = around(pair.data, pair.drawn);
    const int row = k / across, column = 2 * (k % across);
    const auto side = [&](int aside, const Points& points, const std::string& what,
                          const Colour& colour) {
      sheet.head(row, column + aside, std::to_string(points.rows()) + what, colour);
      show(sheet.panel(row, column + aside, window), window, points, colour);
    };
    side(0, pair.data, pair.name.empty() ? " data" : " data, " + pair.name, theme::cyan);
    side(1, pair.drawn, " new points", theme::amber);
  }
  return sheet.png();
}

}  // namespace demo
