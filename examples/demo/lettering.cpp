// A font is what a pen does. Each letter is some strokes, parted by `/`; each stroke some points,
// written as two digits: the column, and the row, where 0 is the descender, 2 the baseline, 6 the
// top of an x and 8 that of an X. The pen goes straight from point to point, but is only pulled
// towards a point with a `~`: it draws a parabola from the middle of the way there to the middle of
// the way on.
#include "lettering.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace demo {

namespace {

constexpr std::string_view unknown = "02 08 48 42 02";
constexpr std::array<std::string_view, 95> strokes = {
    "",                                             // space
    "08 04 / 02",                                   // !
    "08 06 / 28 26",                                // "
    "18 12 / 38 32 / 06 46 / 04 44",                // #
    "47 07~ 05~ 45~ 43~ 03 / 29 21",                // $
    "02 48 / 08 17 / 42 33",                        // %
    "52 17 18~ 38~ 37 04~ 02~ 42~ 44",              // &
    "08 06",                                        // '
    "19 05~ 11",                                    // (
    "09 15~ 01",                                    // )
    "27 23 / 06 44 / 46 04",                        // *
    "05 45 / 27 23",                                // +
    "12 01",                                        // ,
    "04 34",                                        // -
    "02",                                           // .
    "01 39",                                        // /
    "05 08~ 48~ 42~ 02~ 05",                        // 0
    "06 28 22",                                     // 1
    "06 08~ 48~ 45~ 02 42",                         // 2
    "07 08~ 48~ 45~ 25 45~ 42~ 02~ 03",             // 3
    "32 38 04 44",                                  // 4
    "48 08 05 25 45~ 42~ 02~ 03",                   // 5
    "38 08~ 04 02~ 42~ 46~ 06~ 04",                 // 6
    "08 48 12",                                     // 7
    "25 05~ 08~ 48~ 45~ 25 05~ 02~ 42~ 45~ 25",     // 8
    "12 42~ 46 48~ 08~ 04~ 44~ 46",                 // 9
    "02 / 05",                                      // :
    "12 01 / 15",                                   // ;
    "46 04 42",                                     // <
    "03 43 / 05 45",                                // =
    "06 44 02",                                     // >
    "07 08~ 48~ 45~ 24 / 22",                       // ?
    "45 46~ 16~ 13~ 43~ 45 63~ 67~ 08~ 02~ 52",     // @
    "02 38 62 / 14 54",                             // A
    "05 25 45~ 48~ 28 08 02 22 52~ 55~ 25",         // B
    "56 58~ 08~ 02~ 52~ 54",                        // C
    "02 08 28 58~ 52~ 22 02",                       // D
    "48 08 02 42 / 05 35",                          // E
    "48 08 02 / 05 35",                             // F
    "56 58~ 08~ 02~ 52~ 55 35",                     // G
    "08 02 / 58 52 / 05 55",                        // H
    "08 02",                                        // I
    "38 34 32~ 02~ 04",                             // J
    "08 02 / 48 05 52",                             // K
    "08 02 42",                                     // L
    "02 08 34 68 62",                               // M
    "02 08 52 58",                                  // N
    "05 08~ 58~ 52~ 02~ 05",                        // O
    "02 08 28 58~ 54~ 24 04",                       // P
    "05 08~ 58~ 52~ 02~ 05 / 34 51",                // Q
    "02 08 28 58~ 54~ 24 04 / 24 52",               // R
    "46 48~ 08~ 05~ 45~ 42~ 02~ 04",                // S
    "08 48 / 28 22",                                // T
    "08 04 02~ 52~ 54 58",                          // U
    "08 32 68",                                     // V
    "08 22 48 62 88",                               // W
    "08 52 / 58 02",                                // X
    "08 25 48 / 25 22",                             // Y
    "08 48 02 42",                                  // Z
    "19 09 01 11",                                  // [
    "09 31",                                        // backslash
    "09 19 11 01",                                  // ]
    "06 28 46",                                     // ^
    "01 41",                                        // _
    "08 17",                                        // `
    "44 46~ 06~ 02~ 42~ 44 / 46 42",                // a
    "08 02 / 04 06~ 46~ 42~ 02~ 04",                // b
    "45 46~ 06~ 02~ 42~ 43",                        // c
    "48 42 / 44 46~ 06~ 02~ 42~ 44",                // d
    "04 44 46~ 06~ 02~ 42~ 43",                     // e
    "12 16 18~ 38 / 06 26",                         // f
    "44 46~ 06~ 02~ 42~ 44 / 46 42 40~ 00~ 01",     // g
    "08 02 / 04 06~ 46~ 44 42",                     // h
    "06 02 / 08",                                   // i
    "16 12 10~ 00 / 18",                            // j
    "08 02 / 36 04 42",                             // k
    "08 02",                                        // l
    "06 02 / 04 06~ 36~ 34 32 / 34 36~ 66~ 64 62",  // m
    "06 02 / 04 06~ 46~ 44 42",                     // n
    "04 06~ 46~ 42~ 02~ 04",                        // o
    "06 00 / 04 06~ 46~ 42~ 02~ 04",                // p
    "46 40 / 44 46~ 06~ 02~ 42~ 44",                // q
    "06 02 / 04 06~ 26",                            // r
    "35 36~ 06~ 04~ 34~ 32~ 02~ 03",                // s
    "18 14 12~ 32 / 06 36",                         // t
    "06 04 02~ 42~ 44 / 46 42",                     // u
    "06 22 46",                                     // v
    "06 12 36 52 66",                               // w
    "06 42 / 46 02",                                // x
    "06 22 / 46 10",                                // y
    "06 46 02 42",                                  // z
    "29 19~ 15~ 05 15~ 11~ 21",                     // {
    "09 01",                                        // |
    "09 19~ 15~ 25 15~ 11~ 01",                     // }
    "04 16~ 34~ 46",                                // ~
};

constexpr double column = 0.80 / 6, row = 1.0 / 6;  // of a capital's height
constexpr double gap = 2.1, space = 3.2;            // in columns
constexpr double pen = 0.12, dot = 0.16;            // of a capital's height

std::string_view strokes_of(char c) {
  const int index = static_cast<unsigned char>(c) - 32;
  return index >= 0 && index < 95 ? strokes[static_cast<std::size_t>(index)] : unknown;
}

// A byte that continues a letter of UTF-8 draws nothing: the letter is one unknown sign.
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

double advance(char c) {
  if (c == ' ') return space;
  int widest = 0;
  bool is_column = true;
  for (const char s : strokes_of(c)) {
    if (s < '0' || s > '9') continue;
    if (is_column) widest = std::max(widest, s - '0');
    is_column = !is_column;
  }
  return widest + gap;
}

struct Point {
  Pixel place;
  bool pulls;
};

Pixel middle(Pixel a, Pixel b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

void draw(Canvas& canvas, const std::vector<Point>& points, double size, const Colour& colour) {
  std::vector<Pixel> path;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Pixel c = points[i].place;
    if (!points[i].pulls || i == 0 || i + 1 == points.size()) {
      path.push_back(c);
      continue;
    }
    const Point &before = points[i - 1], &after = points[i + 1];
    const Pixel a = before.pulls ? middle(before.place, c) : before.place;
    const Pixel b = after.pulls ? middle(c, after.place) : after.place;
    for (int k = 0; k <= 8; ++k) {
      const double t = k / 8.0, u = 1 - t;
      path.push_back({u * u * a.x + 2 * u * t * c.x + t * t * b.x,
                      u * u * a.y + 2 * u * t * c.y + t * t * b.y});
    }
  }
  canvas.stroke(path, std::max(1.0, size * (path.size() == 1 ? dot : pen)), colour);
}

}  // namespace

double width_of(std::string_view text, double size) {
  double columns = 0;
  for (const char c : text)
    if (!continues(c)) columns += advance(c);
  return text.empty() ? 0 : (columns - gap) * column * size;
}

void write(Canvas& canvas, std::string_view text, Pixel at, double size, const Colour& colour,
           Align align) {
  if (align != Align::left) at.x -= width_of(text, size) * (align == Align::right ? 1 : 0.5);
  for (const char c : text) {
    if (continues(c)) continue;
    std::vector<Point> stroke;
    const std::string_view code = strokes_of(c);
    for (std::size_t i = 0; i < code.size(); ++i) {
      if (code[i] == '/') {
        draw(canvas, stroke, size, colour);
        stroke.clear();
      } else if (code[i] == '~') {
        stroke.back().pulls = true;
      } else if (code[i] != ' ') {
        stroke.push_back(
            {{at.x + (code[i] - '0') * column * size, at.y - (code[i + 1] - '2') * row * size},
             false});
        ++i;
      }
    }
    draw(canvas, stroke, size, colour);
    at.x += advance(c) * column * size;
  }
}

}  // namespace demo
