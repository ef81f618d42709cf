// A picture that Cairo draws, and its bytes as PNG.
#pragma once
#include <cairo.h>

#include <memory>
#include <string>
#include <vector>

#include "theme.hpp"

namespace demo {

struct Place {  // in pixels: x to the right, y down
  double x, y;
};
struct Box {
  double left, top, width, height;

  double right() const { return left + width; }
  double bottom() const { return top + height; }
};

enum class Align { left, centre, right };

class Picture {
 public:
  Picture(int width, int height);

  cairo_t* pen() const { return pen_.get(); }
  void ink(const Colour& colour, double opacity = 1) const;
  void fill(const Box& box, const Colour& colour, double opacity = 1) const;
  // UTF-8, on one line; `size` in pixels, `at` on the baseline.
  void write(const std::string& text, Place at, double size, const Colour& colour,
             Align align = Align::left) const;

  std::string png() const;  // throws std::runtime_error

 private:
  struct Release {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* pen) const { cairo_destroy(pen); }
  };
  std::unique_ptr<cairo_surface_t, Release> surface_;
  std::unique_ptr<cairo_t, Release> pen_;
};

double width_of(const std::string& text, double size);
// The words in lines no wider than that.
std::vector<std::string> wrapped(const std::string& text, double width, double size);
// As much of the text as fits, with an ellipsis where it is cut.
std::string shortened(std::string text, double width, double size);
// A sentence, where the font of the pictures is not installed and another stands in.
std::string missing_font();

}  // namespace demo
