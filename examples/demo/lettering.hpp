// Words on a canvas, in a stroke font of our own.
#pragma once
#include <string_view>

#include "canvas.hpp"

namespace demo {

enum class Align { left, centre, right };

// `size` is the height of a capital letter. `at` is on the baseline.
void write(Canvas& canvas, std::string_view text, Pixel at, double size, const Colour& colour,
           Align align = Align::left);
double width_of(std::string_view text, double size);

}  // namespace demo
