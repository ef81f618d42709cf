#include "chart.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "lettering.hpp"
#include "theme.hpp"

namespace demo {

namespace {

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = 0;

  void include(double value) {
    if (!(value > 0) || !std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  double share(double value) const { return std::log(value / low) / std::log(high / low); }
};

// 1, 2 and 5 times the powers of ten within the range.
std::vector<double> ticks(const Range& range) {
  std::vector<double> found;
  for (double decade = std::pow(10, std::floor(std::log10(range.low))); decade <= range.high;
       decade *= 10)
    for (const double digit : {1., 2., 5.})
      if (digit * decade >= range.low * 0.999 && digit * decade <= range.high * 1.001)
        found.push_back(digit * decade);
  return found;
}

std::string plain(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

// A line, whole or in dashes, through the points.
void draw_line(Canvas& canvas, const std::vector<Pixel>& path, const Colour& colour, bool dashed) {
  if (!dashed) {
    canvas.stroke(path, 2, colour);
    return;
  }
  const double dash = 7, hole = 6;
  double travelled = 0;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const Pixel a = path[i], b = path[i + 1];
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    const auto at = [&](double d) {
      return Pixel{a.x + (b.x - a.x) * d / length, a.y + (b.y - a.y) * d / length};
    };
    for (double d = -std::fmod(travelled, dash + hole); d < length; d += dash + hole)
      if (d + dash > 0)
        canvas.line(at(std::max(d, 0.0)), at(std::min(d + dash, length)), 1.6, colour);
    travelled += length;
  }
}

void draw_legend(Canvas& canvas, const Box& box, const std::vector<Curve>& curves,
                 const Band& band) {
  double widest = width_of(band.name, 9);
  for (const Curve& curve : curves) widest = std::max(widest, width_of(curve.name, 9));
  Pixel at{box.right() - widest - 50, box.top + 20};
  for (const Curve& curve : curves) {
    draw_line(canvas, {{at.x, at.y - 4}, {at.x + 30, at.y - 4}}, curve.colour, curve.dashed);
    write(canvas, curve.name, {at.x + 40, at.y}, 9, theme::text);
    at.y += 19;
  }
  canvas.line({at.x + 5, at.y - 4}, {at.x + 25, at.y - 4}, 10, theme::faint, 0.25);
  write(canvas, band.name, {at.x + 40, at.y}, 9, theme::text);
}

}  // namespace

void draw_chart(Canvas& canvas, const Box& box, const std::string& title,
                const std::string& x_label, const std::vector<Curve>& curves, const Band& band) {
  Range across, up;
  for (const Curve& curve : curves) {
    for (const double x : curve.x) across.include(x);
    for (const double y : curve.y) up.include(y);
  }
  up.include(band.low);
  up.include(band.high);
  if (!(across.high > 0) || !(up.high > 0)) return;
  up = {up.low / 1.25, up.high * 1.25};
  across = {across.low / 1.08, across.high * 1.08};
  const auto pixel = [&](double x, double y) {
    return Pixel{box.left + box.width * across.share(x), box.bottom() - box.height * up.share(y)};
  };

  canvas.fill(box, theme::panel);
  const double band_top = pixel(across.low, band.high).y;
  canvas.fill({box.left, band_top, box.width, pixel(across.low, band.low).y - band_top},
              mix(theme::panel, theme::faint, 0.07));
  write(canvas, title, {box.left, box.top - 12}, 11, theme::text);
  write(canvas, x_label, {box.left + box.width / 2, box.bottom() + 42}, 10, theme::faint,
        Align::centre);
  for (const double x : ticks(across)) {
    canvas.line(pixel(x, up.low), pixel(x, up.high), 1, theme::grid);
    write(canvas, plain(x), {pixel(x, up.low).x, box.bottom() + 18}, 9, theme::faint,
          Align::centre);
  }
  for (const double y : ticks(up)) {
    canvas.line(pixel(across.low, y), pixel(across.high, y), 1, theme::grid);
    write(canvas, plain(y), {box.left - 8, pixel(across.low, y).y + 4}, 9, theme::faint,
          Align::right);
  }
  canvas.clip(box);
  for (const Curve& curve : curves) {
    std::vector<Pixel> path;
    for (std::size_t i = 0; i < curve.x.size(); ++i)
      if (curve.y[i] > 0 && std::isfinite(curve.y[i]))
        path.push_back(pixel(curve.x[i], curve.y[i]));
    draw_line(canvas, path, curve.colour, curve.dashed);
    for (const Pixel& p : path) canvas.disc(p, 3.2, curve.colour);
  }
  canvas.clip_nothing();
  draw_legend(canvas, box, curves, band);
}

}  // namespace demo
