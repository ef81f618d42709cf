// A plot of lines over two logarithmic axes, and a band across that is as good as can be.
#pragma once
#include <string>
#include <vector>

#include "canvas.hpp"

namespace demo {

struct Curve {
  std::string name;
  std::vector<double> x, y;
  Colour colour;
  bool dashed = false;
};

struct Band {
  std::string name;
  double low, high;
};

void draw_chart(Canvas& canvas, const Box& box, const std::string& title,
                const std::string& x_label, const std::vector<Curve>& curves, const Band& band);

}  // namespace demo
