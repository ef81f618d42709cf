// A picture of panels in rows and columns, with a title above and names at the sides.
#pragma once
#include <string>
#include <vector>

#include "panel.hpp"

namespace demo {

class Sheet {
 public:
  Sheet(const std::string& title, const std::vector<std::string>& columns,
        const std::vector<std::string>& rows, int panel_size);

  Panel panel(int row, int column, const Window& window);
  std::string png() const { return canvas_.png(); }

 private:
  int size_;
  Canvas canvas_;
};

}  // namespace demo
