// How all pictures look: light on a night sky.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace demo {

struct Colour {
  double red, green, blue;  // sRGB, 0 to 1
};

constexpr Colour rgb(std::uint32_t hex) {  // 0xRRGGBB as the web writes it
  return {(hex >> 16 & 255u) / 255.0, (hex >> 8 & 255u) / 255.0, (hex & 255u) / 255.0};
}

namespace theme {

constexpr const char* font = "DejaVu Sans";

constexpr Colour background = rgb(0x0d1017), panel = rgb(0x131722), grid = rgb(0x262c3a);
constexpr Colour text = rgb(0xdde1ea), faint = rgb(0x98a1b5);
constexpr Colour amber = rgb(0xffb454), cyan = rgb(0x59c2ff), rose = rgb(0xf07178),
                 green = rgb(0xaad94c);

// From the dark of a panel through violet and ember to near white, evenly in lightness.
inline Colour glow(double strength) {
  constexpr std::array<Colour, 9> stops = {panel,         rgb(0x231a4c), rgb(0x4b1d78),
                                           rgb(0x7f2582), rgb(0xb5367a), rgb(0xe4505f),
                                           rgb(0xfa8150), rgb(0xfdbe6f), rgb(0xfcf6cf)};
  const double at = std::clamp(strength, 0.0, 1.0) * (stops.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(at), stops.size() - 2);
  const double share = at - static_cast<double>(below);
  const Colour &a = stops[below], &b = stops[below + 1];
  return {std::lerp(a.red, b.red, share), std::lerp(a.green, b.green, share),
          std::lerp(a.blue, b.blue, share)};
}

}  // namespace theme

}  // namespace demo
