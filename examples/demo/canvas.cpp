#include "canvas.hpp"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace demo {

namespace {

// The transfer curve of sRGB (IEC 61966-2-1), both ways.
float to_linear(double s) {
  return static_cast<float>(s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4));
}
double from_linear(double l) {
  return l <= 0.0031308 ? 12.92 * l : 1.055 * std::pow(l, 1 / 2.4) - 0.055;
}

double distance_to_segment(Pixel p, Pixel a, Pixel b) {
  const double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
  const double along = square > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / square : 0;
  const double t = std::clamp(along, 0.0, 1.0);
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

}  // namespace

Colour rgb(std::uint32_t hex) {
  const auto part = [&](int shift) { return to_linear(((hex >> shift) & 255u) / 255.0); };
  return {part(16), part(8), part(0)};
}

Colour mix(const Colour& a, const Colour& b, double share_of_b) {
  const auto s = static_cast<float>(share_of_b);
  return {a.red + s * (b.red - a.red), a.green + s * (b.green - a.green),
          a.blue + s * (b.blue - a.blue)};
}

Canvas::Canvas(int width, int height, const Colour& background)
    : width_(width),
      height_(height),
      pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), background),
      clip_{0, 0, width, height} {}

Canvas::Rectangle Canvas::around(double left, double top, double right, double bottom) const {
  const auto pixel = [](double edge, int low, int high) {
    return static_cast<int>(std::clamp<double>(edge, low, high));
  };
  return {pixel(std::floor(left), clip_.left, clip_.right),
          pixel(std::floor(top), clip_.top, clip_.bottom),
          pixel(std::ceil(right), clip_.left, clip_.right),
          pixel(std::ceil(bottom), clip_.top, clip_.bottom)};
}

void Canvas::clip(const Box& box) {
  clip_ = {0, 0, width_, height_};
  clip_ = around(box.left, box.top, box.right(), box.bottom());
}

void Canvas::set(int x, int y, const Colour& colour) {
  if (x >= clip_.left && x < clip_.right && y >= clip_.top && y < clip_.bottom) at(x, y) = colour;
}

void Canvas::fill(const Box& box, const Colour& colour) {
  const Rectangle area = around(box.left, box.top, box.right(), box.bottom());
  for (int y = area.top; y < area.bottom; ++y)
    for (int x = area.left; x < area.right; ++x) at(x, y) = colour;
}

void Canvas::stroke(std::span<const Pixel> path, double line_width, const Colour& colour,
                    double opacity) {
  if (path.empty()) return;
  const double reach = line_width / 2 + 1;
  const auto around_segment = [&](Pixel a, Pixel b) {
    return around(std::min(a.x, b.x) - reach, std::min(a.y, b.y) - reach,
                  std::max(a.x, b.x) + reach, std::max(a.y, b.y) + reach);
  };
  Rectangle area = around_segment(path.front(), path.front());
  for (const Pixel& p : path) {
    const Rectangle here = around_segment(p, p);
    area = {std::min(area.left, here.left), std::min(area.top, here.top),
            std::max(area.right, here.right), std::max(area.bottom, here.bottom)};
  }
  if (area.right <= area.left || area.bottom <= area.top) return;

  // How much of each pixel the line covers, from the distance of the pixel's centre to it.
  const auto columns = static_cast<std::size_t>(area.right - area.left);
  std::vector<float> covered(columns * static_cast<std::size_t>(area.bottom - area.top), 0);
  const auto covered_at = [&](int x, int y) -> float& {
    return covered[static_cast<std::size_t>(y - area.top) * columns +
                   static_cast<std::size_t>(x - area.left)];
  };
  for (std::size_t i = 0; i == 0 || i + 1 < path.size(); ++i) {
    const Pixel a = path[i], b = path[std::min(i + 1, path.size() - 1)];
    const Rectangle here = around_segment(a, b);
    for (int y = here.top; y < here.bottom; ++y)
      for (int x = here.left; x < here.right; ++x) {
        const double edge = line_width / 2 + 0.5 - distance_to_segment({x + 0.5, y + 0.5}, a, b);
        float& now = covered_at(x, y);
        now = std::max(now, static_cast<float>(std::clamp(edge, 0.0, 1.0)));
      }
  }
  for (int y = area.top; y < area.bottom; ++y)
    for (int x = area.left; x < area.right; ++x)
      if (covered_at(x, y) > 0) at(x, y) = mix(at(x, y), colour, opacity * covered_at(x, y));
}

void Canvas::line(Pixel a, Pixel b, double line_width, const Colour& colour, double opacity) {
  const Pixel path[] = {a, b};
  stroke(path, line_width, colour, opacity);
}

void Canvas::disc(Pixel centre, double radius, const Colour& colour, double opacity) {
  stroke({&centre, 1}, 2 * radius, colour, opacity);
}

std::string Canvas::png() const {
  std::vector<png_byte> bytes;
  bytes.reserve(3 * pixels_.size());
  for (const Colour& p : pixels_)
    for (const float part : {p.red, p.green, p.blue})
      bytes.push_back(static_cast<png_byte>(
          std::lround(255 * std::clamp(from_linear(static_cast<double>(part)), 0.0, 1.0))));

  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width_);
  image.height = static_cast<png_uint_32>(height_);
  image.format = PNG_FORMAT_RGB;
  std::string file;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  file.resize(size);
  if (png_image_write_to_memory(&image, file.data(), &size, 0, bytes.data(), 0, nullptr) == 0)
    throw std::runtime_error(std::string("a picture could not be made: ") + image.message);
  file.resize(size);
  return file;
}

}  // namespace demo
