#include "sheet.hpp"

#include "lettering.hpp"
#include "theme.hpp"

namespace demo {

namespace {
constexpr int left = 96, top = 96, gap = 12, margin = 28;
}

Sheet::Sheet(const std::string& title, const std::vector<std::string>& columns,
             const std::vector<std::string>& rows, int panel_size)
    : size_(panel_size),
      canvas_(left + static_cast<int>(columns.size()) * (panel_size + gap) - gap + margin,
              top + static_cast<int>(rows.size()) * (panel_size + gap) - gap + margin,
              theme::background) {
  write(canvas_, title, {left, 44}, 17, theme::text);
  for (std::size_t k = 0; k < columns.size(); ++k)
    write(canvas_, columns[k],
          {left + static_cast<double>(k) * (size_ + gap) + size_ / 2.0, top - 14.0}, 10.5,
          theme::faint, Align::centre);
  for (std::size_t k = 0; k < rows.size(); ++k)
    write(canvas_, rows[k],
          {left - 16.0, top + static_cast<double>(k) * (size_ + gap) + size_ / 2.0 + 6}, 13,
          theme::text, Align::right);
}

Panel Sheet::panel(int row, int column, const Window& window) {
  return Panel(canvas_,
               {static_cast<double>(left + column * (size_ + gap)),
                static_cast<double>(top + row * (size_ + gap)), static_cast<double>(size_),
                static_cast<double>(size_)},
               window);
}

}  // namespace demo
