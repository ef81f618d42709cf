// A picture of many groups: the data of each beside the new points.
#pragma once
#include <string>
#include <vector>

#include "points.hpp"

namespace demo {

struct Pair {
  std::string name;
  Points data, drawn;
};

// The bytes of a PNG file. Of more than 60 groups the first 60 are shown.
std::string draw_contact_sheet(const std::vector<Pair>& pairs);

}  // namespace demo
