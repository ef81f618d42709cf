#include "panel.hpp"

#include <algorithm>
#include <cmath>

#include "lettering.hpp"
#include "theme.hpp"

namespace demo {

namespace {

// Blurs rows of numbers in place by a Gaussian, first along rows, then along columns.
void blur(std::vector<double>& values, int width, int height, double deviation) {
  const int reach = static_cast<int>(std::ceil(3 * deviation));
  std::vector<double> kernel;
  double sum = 0;
  for (int k = -reach; k <= reach; ++k) {
    kernel.push_back(std::exp(-k * k / (2 * deviation * deviation)));
    sum += kernel.back();
  }
  for (double& weight : kernel) weight /= sum;
  const auto along = [&](int count, int stride, int lines, int between) {
    std::vector<double> line(static_cast<std::size_t>(count));
    for (int n = 0; n < lines; ++n) {
      const auto value = [&](int i) -> double& {
        return values[static_cast<std::size_t>(n * between + i * stride)];
      };
      for (int i = 0; i < count; ++i) line[static_cast<std::size_t>(i)] = value(i);
      for (int i = 0; i < count; ++i) {
        double blurred = 0;
        for (int k = std::max(-reach, -i); k <= std::min(reach, count - 1 - i); ++k)
          blurred +=
              kernel[static_cast<std::size_t>(k + reach)] * line[static_cast<std::size_t>(i + k)];
        value(i) = blurred;
      }
    }
  };
  along(width, 1, height, width);
  along(height, width, width, 1);
}

}  // namespace

Window square(double half_width) { return {-half_width, -half_width, half_width, half_width}; }

Window around(const Points& points) {
  const Eigen::Array2d low = points.colwise().minCoeff(), high = points.colwise().maxCoeff();
  const Eigen::Array2d centre = (low + high) / 2, extent = high - low;
  // one scale for both axes, unless the points would be a mere line in it
  const bool one_scale = extent.minCoeff() > 0.2 * extent.maxCoeff();
  const Eigen::Array2d half =
      0.6 * (one_scale ? Eigen::Array2d::Constant(extent.maxCoeff()) : extent);
  return {centre[0] - half[0], centre[1] - half[1], centre[0] + half[0], centre[1] + half[1]};
}

Panel::Panel(Canvas& canvas, const Box& box, const Window& window)
    : canvas_(canvas), box_(box), window_(window) {
  canvas_.fill(box_, theme::panel);
}

Pixel Panel::pixel(double x, double y) const {
  return {box_.left + box_.width * (x - window_.left) / (window_.right - window_.left),
          box_.bottom() - box_.height * (y - window_.bottom) / (window_.top - window_.bottom)};
}

void Panel::glow(const std::vector<double>& strengths, double top, double bright) {
  const int width = static_cast<int>(box_.width);
  for (std::size_t i = 0; i < strengths.size(); ++i) {
    const int x = static_cast<int>(i) % width, y = static_cast<int>(i) / width;
    canvas_.set(static_cast<int>(box_.left) + x, static_cast<int>(box_.top) + y,
                theme::glow(bright * std::min(1.0, std::sqrt(strengths[i] / top))));
  }
}

void Panel::cloud(const Points& points) {
  const int width = static_cast<int>(box_.width), height = static_cast<int>(box_.height);
  std::vector<double> count(static_cast<std::size_t>(width * height), 0);
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    const Pixel at = pixel(points(i, 0), points(i, 1));
    const double x = std::floor(at.x - box_.left), y = std::floor(at.y - box_.top);
    if (x >= 0 && x < width && y >= 0 && y < height)
      count[static_cast<std::size_t>(static_cast<int>(y) * width + static_cast<int>(x))] += 1;
  }
  // The fewer the points, the wider each is drawn, as in any estimate of a density.
  blur(count, width, height,
       std::clamp(8 / std::pow(static_cast<double>(points.rows()), 0.17), 1.0, 3.0));
  std::vector<double> sorted;
  for (const double c : count)
    if (c > 1e-6) sorted.push_back(c);
  if (sorted.empty()) return;
  const auto top =
      sorted.begin() + static_cast<std::ptrdiff_t>(0.985 * static_cast<double>(sorted.size() - 1));
  std::nth_element(sorted.begin(), top, sorted.end());
  glow(count, *top);
}

Points Panel::centres() const {
  const auto width = static_cast<Eigen::Index>(box_.width);
  const auto height = static_cast<Eigen::Index>(box_.height);
  Points at(width * height, 2);
  for (Eigen::Index j = 0; j < height; ++j)
    for (Eigen::Index i = 0; i < width; ++i)
      at.row(j * width + i) << window_.left + (window_.right - window_.left) *
                                                  (static_cast<double>(i) + 0.5) / box_.width,
          window_.top -
              (window_.top - window_.bottom) * (static_cast<double>(j) + 0.5) / box_.height;
  return at;
}

void Panel::field(const std::function<double(double, double)>& density, double bright) {
  std::vector<double> values;
  const Points at = centres();
  for (Eigen::Index i = 0; i < at.rows(); ++i) values.push_back(density(at(i, 0), at(i, 1)));
  glow(values, *std::max_element(values.begin(), values.end()), bright);
}

void Panel::levels(const std::vector<double>& level) {
  std::vector<double> strengths;  // whose root is taken
  for (const double l : level) strengths.push_back(l > 0 ? l * l : 0);
  glow(strengths, 1);
}

void Panel::dots(const Points& points, const Colour& colour) {
  const double radius = std::clamp(
      box_.width / 6 / std::sqrt(static_cast<double>(points.rows()) + 20), 0.8, box_.width / 100);
  canvas_.clip(box_);
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    canvas_.disc(pixel(points(i, 0), points(i, 1)), radius, colour, 0.85);
  canvas_.clip_nothing();
}

void Panel::path(const Points& states, const Colour& colour, double opacity) {
  std::vector<Pixel> pixels;
  for (Eigen::Index i = 0; i < states.rows(); ++i)
    pixels.push_back(pixel(states(i, 0), states(i, 1)));
  canvas_.clip(box_);
  canvas_.stroke(pixels, 1.3, colour, opacity);
  canvas_.clip_nothing();
}

void Panel::arrow(double x, double y, double dx, double dy, double length, const Colour& colour) {
  const double norm = std::hypot(dx, dy);
  if (!(norm > 0) || length < 1) return;
  const Pixel c = pixel(x, y);
  const double ux = dx / norm, uy = -dy / norm, half = length / 2, barb = 0.32 * length;
  const Pixel tip{c.x + half * ux, c.y + half * uy}, tail{c.x - half * ux, c.y - half * uy};
  const auto end = [&](double side) {
    return Pixel{tip.x - barb * (ux + side * 0.55 * uy), tip.y - barb * (uy - side * 0.55 * ux)};
  };
  const Pixel stroke[] = {tail, tip, end(1), tip, end(-1)};
  canvas_.stroke(stroke, 1.3, colour);
}

void Panel::scale_bar() {
  // the longest of 1, 2, 5, 10, ... that fits a third of the panel
  const double third = (window_.right - window_.left) / 3;
  const double decade = std::pow(10, std::floor(std::log10(third)));
  const double length = (third >= 5 * decade ? 5 : third >= 2 * decade ? 2 : 1) * decade;
  char label[32];
  std::snprintf(label, sizeof label, "%g", length);
  const double pixels = box_.width * length / (window_.right - window_.left);
  const Pixel left{box_.left + 12, box_.bottom() - 12}, right{left.x + pixels, left.y};
  canvas_.line({left.x, left.y - 5}, {right.x, right.y - 5}, 24, theme::panel, 0.95);
  canvas_.line(left, right, 1.5, theme::faint);
  write(canvas_, label, {left.x + pixels / 2, left.y - 6}, 8, theme::text, Align::centre);
}

void Panel::label(const std::string& text) {
  const Pixel at{box_.left + 12, box_.top + 20};
  canvas_.line({at.x, at.y - 4}, {at.x + width_of(text, 9), at.y - 4}, 20, theme::panel, 0.95);
  write(canvas_, text, at, 9, theme::text);
}

}  // namespace demo
