// Points of the plane, in groups.
#pragma once
#include <Eigen/Core>
#include <string>
#include <vector>

namespace demo {

using Points = Eigen::ArrayX2d;  // a point a row

struct Group {
  std::string name;
  Points points;
  std::vector<long> lines = {};  // of the file that the points come from
  std::string cell = {};         // the name as that file writes it
};

}  // namespace demo
