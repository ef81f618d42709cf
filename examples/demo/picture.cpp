#include "picture.hpp"

#include <fontconfig/fontconfig.h>

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace demo {

namespace {

// The same letters everywhere, whatever the user's settings for screens say.
void choose_font(cairo_t* pen, double size) {
  cairo_select_font_face(pen, theme::font, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(pen, size);
  const std::unique_ptr<cairo_font_options_t, decltype(&cairo_font_options_destroy)> options(
      cairo_font_options_create(), &cairo_font_options_destroy);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(pen, options.get());
}

// Names of groups may hold any bytes; Cairo draws nothing more after what is no UTF-8.
std::string printable(std::string text) {
  const Picture scratch(1, 1);
  cairo_text_extents_t extents;
  cairo_text_extents(scratch.pen(), text.c_str(), &extents);
  const bool valid = cairo_status(scratch.pen()) == CAIRO_STATUS_SUCCESS;
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
    if (static_cast<unsigned char>(c) > '~' && !valid) c = '?';
  }
  return text;
}

}  // namespace

Picture::Picture(int width, int height)
    : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
      pen_(cairo_create(surface_.get())) {
  fill({0, 0, static_cast<double>(width), static_cast<double>(height)}, theme::background);
  cairo_set_line_join(pen(), CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(pen(), CAIRO_LINE_CAP_ROUND);
}

void Picture::ink(const Colour& colour, double opacity) const {
  cairo_set_source_rgba(pen(), colour.red, colour.green, colour.blue, opacity);
}

void Picture::fill(const Box& box, const Colour& colour, double opacity) const {
  ink(colour, opacity);
  cairo_rectangle(pen(), box.left, box.top, box.width, box.height);
  cairo_fill(pen());
}

void Picture::write(const std::string& text, Place at, double size, const Colour& colour,
                    Align align) const {
  if (align != Align::left) at.x -= width_of(text, size) * (align == Align::right ? 1 : 0.5);
  ink(colour);
  choose_font(pen(), size);
  cairo_move_to(pen(), at.x, at.y);
  cairo_text_path(pen(), printable(text).c_str());  // as outlines, letters lie between pixels too
  cairo_fill(pen());
}

std::string Picture::png() const {
  std::string bytes;
  const auto append = [](void* to, const unsigned char* data, unsigned int length) {
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
  };
  cairo_status_t status = cairo_status(pen());
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream(surface_.get(), append, &bytes);
  if (status != CAIRO_STATUS_SUCCESS)
    throw std::runtime_error(std::string("a picture could not be made: ") +
                             cairo_status_to_string(status));
  return bytes;
}

double width_of(const std::string& text, double size) {
  const Picture scratch(1, 1);
  choose_font(scratch.pen(), size);
  cairo_text_extents_t extents;
  cairo_text_extents(scratch.pen(), printable(text).c_str(), &extents);
  return extents.x_advance;
}

std::vector<std::string> wrapped(const std::string& text, double width, double size) {
  std::vector<std::string> lines = {""};
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::string longer = lines.back() + (lines.back().empty() ? "" : " ") + word;
    if (!lines.back().empty() && width_of(longer, size) > width)
      lines.push_back(word);
    else
      lines.back() = longer;
  }
  return lines;
}

std::string shortened(std::string text, double width, double size) {
  if (width_of(text, size) <= width) return text;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  while (!text.empty() && width_of(text + "\u2026", size) > width) {
    while (continues(text.back()) && text.size() > 1) text.pop_back();
    text.pop_back();
  }
  return text + "\u2026";
}

std::string missing_font() {
  FcPattern* const wanted = FcNameParse(reinterpret_cast<const FcChar8*>(theme::font));
  FcConfigSubstitute(nullptr, wanted, FcMatchPattern);
  FcDefaultSubstitute(wanted);
  FcResult result = FcResultNoMatch;
  FcPattern* const found = FcFontMatch(nullptr, wanted, &result);
  FcChar8* family = nullptr;
  if (found) FcPatternGetString(found, FC_FAMILY, 0, &family);
  const std::string name = family ? reinterpret_cast<const char*>(family) : "";
  if (found) FcPatternDestroy(found);
  FcPatternDestroy(wanted);
  if (name == theme::font) return "";
  return std::string("The font ") + theme::font +
         " was not found (Debian: fonts-dejavu-core), so the words in the pictures are in " +
         (name.empty() ? "plain strokes" : name) + ".";
}

}  // namespace demo
