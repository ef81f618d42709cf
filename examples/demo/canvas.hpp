// A small raster canvas with smooth edges, written as PNG. Colours are mixed in linear light, where
// half of white and half of black look like the grey between them.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace demo {

struct Colour {
  float red, green, blue;  // linear light, 0 to 1
};
Colour rgb(std::uint32_t hex);  // 0xRRGGBB as the web writes it
Colour mix(const Colour& a, const Colour& b, double share_of_b);

struct Pixel {  // a place on a canvas: x to the right, y down
  double x, y;
};
struct Box {
  double left, top, width, height;

  double right() const { return left + width; }
  double bottom() const { return top + height; }
};

class Canvas {
 public:
  Canvas(int width, int height, const Colour& background);

  int width() const { return width_; }
  int height() const { return height_; }

  // A line through the points with round ends; a single point makes a disc. Where the line crosses
  // itself it is not laid on twice.
  void stroke(std::span<const Pixel> path, double line_width, const Colour& colour,
              double opacity = 1);
  void line(Pixel a, Pixel b, double line_width, const Colour& colour, double opacity = 1);
  void disc(Pixel centre, double radius, const Colour& colour, double opacity = 1);
  void fill(const Box& box, const Colour& colour);
  void set(int x, int y, const Colour& colour);

  // Until the next call, only what lies within the box is drawn.
  void clip(const Box& box);
  void clip_nothing() { clip({0, 0, static_cast<double>(width_), static_cast<double>(height_)}); }

  std::string png() const;  // the bytes of a PNG file

 private:
  struct Rectangle {
    int left, top, right, bottom;  // of pixels, the last two excluded
  };
  Rectangle around(double left, double top, double right, double bottom) const;
  Colour& at(int x, int y) {
    return pixels_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                   static_cast<std::size_t>(x)];
  }

  int width_, height_;
  std::vector<Colour> pixels_;
  Rectangle clip_;
};

}  // namespace demo
