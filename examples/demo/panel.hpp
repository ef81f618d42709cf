// A part of a canvas that shows a part of the plane.
#pragma once
#include <functional>
#include <string>

#include "canvas.hpp"
#include "points.hpp"

namespace demo {

struct Window {  // the part of the plane, y upwards
  double left, bottom, right, top;
};
Window square(double half_width);     // around the origin
Window around(const Points& points);  // with room at the edges

class Panel {
 public:
  Panel(Canvas& canvas, const Box& box, const Window& window);

  Pixel pixel(double x, double y) const;

  void cloud(const Points& points);  // the brighter, the more points
  void dots(const Points& points, const Colour& colour);
  // A density or any multiple of it; `bright` is the share of the colours that it may use.
  void field(const std::function<double(double, double)>& density, double bright = 1);
  // Numbers from 0 to 1, one a pixel, at the places that these are the centres of.
  Points centres() const;
  void levels(const std::vector<double>& level);
  void path(const Points& states, const Colour& colour, double opacity = 0.9);
  // An arrow centred on (x, y), its length in pixels.
  void arrow(double x, double y, double dx, double dy, double length, const Colour& colour);
  void scale_bar();                     // a round length of the plane
  void label(const std::string& text);  // in the corner

 private:
  // The colour of each pixel from the strengths, row by row; `top` has the brightest.
  void glow(const std::vector<double>& strengths, double top, double bright = 1);

  Canvas& canvas_;
  Box box_;
  Window window_;
};

}  // namespace demo
