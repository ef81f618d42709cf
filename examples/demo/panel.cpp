#include "panel.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace demo {

namespace {

constexpr double number_size = 10.5, label_size = 11.5;

void pen_for(const Picture& picture, const Stroke& stroke) {
  picture.ink(stroke.colour, stroke.opacity);
  cairo_set_line_width(picture.pen(), stroke.width);
  const double dashes[] = {5, 6};
  cairo_set_dash(picture.pen(), dashes, stroke.dashed ? 2 : 0, 0);
}

// Blurred by a Gaussian, along the one direction and then along the other.
Eigen::ArrayXXd blurred(const Eigen::ArrayXXd& values, double deviation) {
  const auto reach = static_cast<Eigen::Index>(std::ceil(3 * deviation));
  const auto weight = [&](Eigen::Index k) {
    return std::exp(-static_cast<double>(k * k) / (2 * deviation * deviation));
  };
  double sum = 0;
  for (Eigen::Index k = -reach; k <= reach; ++k) sum += weight(k);
  const auto across = [&](const Eigen::ArrayXXd& from) -> Eigen::ArrayXXd {
    Eigen::ArrayXXd to = Eigen::ArrayXXd::Zero(from.rows(), from.cols());
    for (Eigen::Index k = -reach; k <= reach; ++k) {
      const Eigen::Index count = std::max<Eigen::Index>(from.cols() - std::abs(k), 0);
      to.middleCols(std::max<Eigen::Index>(k, 0), count) +=
          weight(k) / sum * from.middleCols(std::max<Eigen::Index>(-k, 0), count);
    }
    return to.transpose();
  };
  return across(across(values));
}

// The most ticks whose labels keep clear of each other on an axis so many pixels long.
Ticks ticks_that_fit(const Axis& axis, double length, const auto& room_for) {
  for (int most = axis.scale == Scale::logarithmic ? 9 : 6; most > 2; --most) {
    const Ticks found = ticks(axis, most);
    double last = -1e9;
    bool fits = true;
    for (std::size_t i = 0; i < found.values.size(); ++i) {
      const double at = length * axis.share(found.values[i]), room = room_for(found.labels[i]);
      if (i > 0 && std::abs(at - last) < room) fits = false;
      last = at;
    }
    if (fits) return found;
  }
  return ticks(axis, 2);
}

}  // namespace

Panel::Panel(Picture& picture, const Box& box, const Window& window)
    : picture_(picture), box_(box), window_(window) {
  picture_.fill(box_, theme::panel);
  draw_axes();
}

void Panel::draw_axes() {
  const Ticks x = ticks_that_fit(window_.x, box_.width, [](const std::string& label) {
    return width_of(label, number_size) + 10;
  });
  const Ticks y = ticks_that_fit(window_.y, box_.height, [](const std::string&) { return 20; });
  const auto line = [&](Place a, Place b) {
    pen_for(picture_, {theme::grid, 1, 1});
    cairo_move_to(picture_.pen(), a.x, a.y);
    cairo_line_to(picture_.pen(), b.x, b.y);
    cairo_stroke(picture_.pen());
  };
  const auto number = [&](const std::string& text, Place at, Align align) {
    picture_.write(text, at, number_size, theme::faint, align);
  };
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    const double at = std::floor(box_.left + box_.width * window_.x.share(x.values[i])) + 0.5;
    line({at, box_.top}, {at, box_.bottom() + 4});
    number(x.labels[i], {at, box_.bottom() + 16}, Align::centre);
  }
  for (std::size_t i = 0; i < y.values.size(); ++i) {
    const double at = std::floor(box_.bottom() - box_.height * window_.y.share(y.values[i])) + 0.5;
    line({box_.left - 4, at}, {box_.right(), at});
    number(y.labels[i], {box_.left - 7, at + 4}, Align::right);
  }
  if (!x.rest.empty()) number(x.rest, {box_.right(), box_.bottom() + 29}, Align::right);
  if (!y.rest.empty()) number(y.rest, {box_.left, box_.top - 6}, Align::left);
}

void Panel::inside(const std::function<void(cairo_t*)>& draw) {
  cairo_t* const pen = picture_.pen();
  cairo_save(pen);
  cairo_rectangle(pen, box_.left, box_.top, box_.width, box_.height);
  cairo_clip(pen);
  draw(pen);
  cairo_restore(pen);
}

void Panel::cloud(const Points& points) {
  const auto width = static_cast<Eigen::Index>(box_.width);
  const auto height = static_cast<Eigen::Index>(box_.height);
  Eigen::ArrayXXd count = Eigen::ArrayXXd::Zero(width, height);
  for (const auto& point : points.rowwise()) {
    if (!window_.holds(point[0], point[1])) continue;
    const Place at = place(point[0], point[1]);
    count(std::min(static_cast<Eigen::Index>(at.x - box_.left), width - 1),
          std::min(static_cast<Eigen::Index>(at.y - box_.top), height - 1)) += 1;
  }
  // The fewer the points, the wider each is drawn, as in any estimate of a density.
  count =
      blurred(count, std::clamp(8 / std::pow(static_cast<double>(points.rows()), 0.17), 1.0, 3.0));
  std::vector<double> some;
  for (const double c : count.reshaped())
    if (c > 1e-6) some.push_back(c);
  if (some.empty()) return;
  const auto top =
      some.begin() + static_cast<std::ptrdiff_t>(0.985 * static_cast<double>(some.size() - 1));
  std::nth_element(some.begin(), top, some.end());
  levels((count.reshaped() / *top).sqrt());
}

Points Panel::centres() const {
  const auto width = static_cast<Eigen::Index>(box_.width);
  const auto height = static_cast<Eigen::Index>(box_.height);
  Points at(width * height, 2);
  for (Eigen::Index j = 0; j < height; ++j)
    for (Eigen::Index i = 0; i < width; ++i)
      at.row(j * width + i) << window_.x.value((static_cast<double>(i) + 0.5) / box_.width),
          window_.y.value(1 - (static_cast<double>(j) + 0.5) / box_.height);
  return at;
}

void Panel::field(const std::function<double(double, double)>& density, double bright) {
  const Points at = centres();
  Eigen::ArrayXd values(at.rows());
  for (Eigen::Index i = 0; i < at.rows(); ++i) values[i] = density(at(i, 0), at(i, 1));
  levels(bright * (values / values.maxCoeff()).sqrt());
}

void Panel::levels(const Eigen::ArrayXd& level) {
  const int width = static_cast<int>(box_.width), height = static_cast<int>(box_.height);
  cairo_surface_t* const image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  cairo_surface_flush(image);
  unsigned char* const bytes = cairo_image_surface_get_data(image);
  const int stride = cairo_image_surface_get_stride(image);
  const auto part = [](double value) {
    return static_cast<std::uint32_t>(std::lround(255 * value));
  };
  for (int y = 0; bytes && y < height; ++y) {
    auto* const row = reinterpret_cast<std::uint32_t*>(bytes + y * stride);
    for (int x = 0; x < width; ++x) {
      const Colour c = theme::glow(level[y * width + x]);
      row[x] = part(c.red) << 16 | part(c.green) << 8 | part(c.blue);
    }
  }
  cairo_surface_mark_dirty(image);
  cairo_set_source_surface(picture_.pen(), image, box_.left, box_.top);
  cairo_paint(picture_.pen());  // the pen's status tells where the image could not be made
  cairo_surface_destroy(image);
}

void Panel::dots(const Points& points, const Colour& colour) {
  const double radius =
      std::clamp(box_.width / 6 / std::sqrt(static_cast<double>(points.rows()) + 20), 0.8,
                 std::min(box_.width / 100, 4.0));
  inside([&](cairo_t* pen) {
    picture_.ink(colour, 0.85);
    for (const auto& point : points.rowwise()) {
      if (!window_.holds(point[0], point[1])) continue;
      const Place at = place(point[0], point[1]);
      cairo_arc(pen, at.x, at.y, radius, 0, 2 * std::numbers::pi);
      cairo_fill(pen);
    }
  });
}

void Panel::path(const Points& states, const Stroke& stroke) {
  inside([&](cairo_t* pen) {
    pen_for(picture_, stroke);
    for (const auto& state : states.rowwise()) {
      const Place at = place(state[0], state[1]);
      cairo_line_to(pen, at.x, at.y);
    }
    cairo_stroke(pen);
  });
}

void Panel::arrow(double x, double y, double dx, double dy, double length, const Colour& colour) {
  const double norm = std::hypot(dx, dy);
  if (!(norm > 0) || length < 1) return;
  cairo_t* const pen = picture_.pen();
  const Place centre = place(x, y);
  pen_for(picture_, {colour, 1});
  cairo_save(pen);
  cairo_translate(pen, centre.x, centre.y);
  cairo_rotate(pen, std::atan2(-dy, dx));
  const double tip = length / 2, barb = 0.32 * length;
  cairo_move_to(pen, -tip, 0);
  cairo_line_to(pen, tip, 0);
  cairo_move_to(pen, tip - barb, 0.55 * barb);
  cairo_line_to(pen, tip, 0);
  cairo_line_to(pen, tip - barb, -0.55 * barb);
  cairo_restore(pen);
  cairo_stroke(pen);
}

void Panel::band(double low, double high, const Colour& colour) {
  const double top = place(window_.x.low, high).y;
  const Box across{box_.left, top, box_.width, place(window_.x.low, low).y - top};
  inside([&](cairo_t*) { picture_.fill(across, colour, 0.16); });
}

void Panel::write_on_dark(const std::string& text, Place at) {
  const std::string fitting = shortened(text, box_.width - 20, label_size);
  picture_.fill({at.x - 5, at.y - 13, width_of(fitting, label_size) + 10, 18}, theme::panel, 0.8);
  picture_.write(fitting, at, label_size, theme::text);
}
void Panel::label(const std::string& text) { write_on_dark(text, {box_.left + 9, box_.top + 17}); }
void Panel::note(const std::string& text) {
  write_on_dark(text, {box_.left + 9, box_.bottom() - 9});
}

void Panel::legend(const std::vector<Key>& keys) {
  double widest = 0;
  for (const Key& key : keys) widest = std::max(widest, width_of(key.name, label_size));
  Place at{box_.right() - widest - 54, box_.top + 22};
  for (const Key& key : keys) {
    pen_for(picture_, key.stroke);
    cairo_move_to(picture_.pen(), at.x, at.y - 4);
    cairo_line_to(picture_.pen(), at.x + 30, at.y - 4);
    cairo_stroke(picture_.pen());
    picture_.write(key.name, {at.x + 40, at.y}, label_size, theme::text);
    at.y += 19;
  }
}

}  // namespace demo
