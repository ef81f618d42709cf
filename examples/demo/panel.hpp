// A part of a picture that shows a part of the plane, with numbers on its axes.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "picture.hpp"
#include "window.hpp"

namespace demo {

struct Stroke {
  Colour colour;
  double opacity = 0.9, width = 1.3;
  bool dashed = false;
};

struct Key {  // of a legend
  std::string name;
  Stroke stroke;
};

class Panel {
 public:
  Panel(Picture& picture, const Box& box, const Window& window);

  void cloud(const Points& points);  // the brighter, the more points
  void dots(const Points& points, const Colour& colour);
  // A density or any multiple of it; `bright` is the share of the colours that it may use.
  void field(const std::function<double(double, double)>& density, double bright = 1);
  // Numbers from 0 to 1, one a pixel, at the places that these are the centres of.
  Points centres() const;
  void levels(const Eigen::ArrayXd& level);
  void path(const Points& states, const Stroke& stroke);
  // An arrow centred on (x, y), its length in pixels.
  void arrow(double x, double y, double dx, double dy, double length, const Colour& colour);
  void band(double low, double high, const Colour& colour);  // from low to high, all across
  void label(const std::string& text);                       // in the upper left corner
  void note(const std::string& text);                        // in the lower left corner
  void legend(const std::vector<Key>& keys);                 // in the upper right corner

 private:
  Place place(double x, double y) const {
    return {box_.left + box_.width * window_.x.share(x),
            box_.bottom() - box_.height * window_.y.share(y)};
  }
  void draw_axes();
  void inside(const std::function<void(cairo_t*)>& draw);
  void write_on_dark(const std::string& text, Place at);

  Picture& picture_;
  Box box_;
  Window window_;
};

}  // namespace demo
