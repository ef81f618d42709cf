// The demo on somebody's own points: for each group of them, new points of the same shape.
#pragma once
#include "session.hpp"

namespace demo {

void draw_own_points(Session& session);

}  // namespace demo
