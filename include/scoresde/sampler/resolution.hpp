// Whether numbers of a place are close enough together, where samples ended up, to tell what a
// model tells apart: far from the origin those of float are not.
#pragma once
#include <cmath>
#include <limits>
#include <scoresde/sampler/status.hpp>
#include <scoresde/value/law.hpp>
#include <scoresde/value/rows.hpp>

namespace scoresde {

// Optional of a model: narrowest_deviation(sde, t), the smallest standard deviation, along any
// direction, of any component of its law at time t.
template <class M, class S>
concept HasNarrowestDeviation = requires(const M& model, const S& sde, double t) {
  { model.narrowest_deviation(sde, t) } -> std::convertible_to<double>;
};

// Numbers of so large a size or more are further apart than a tenth of the deviation. They change
// their spacing at powers of two.
template <class Real>
double coarse_from(double deviation) {
  const double size = deviation / (10 * std::numeric_limits<Real>::epsilon());
  return std::ldexp(1.0, std::ilogb(size) + 1);
}

// The first of the samples, one a row, that is too far out for the model's law at time t. Where the
// law is of points, there is no telling.
template <class Real, class S, class M>
RunStatus resolution(const S& sde, const M& model, double t, const auto& samples,
                     std::uint64_t first) {
  if constexpr (HasNarrowestDeviation<M, S>) {
    const double deviation = model.narrowest_deviation(sde, t);
    if (deviation > 0) {
      using Samples = std::remove_cvref_t<decltype(samples)>;
      const auto row = FarRows<Samples>::first(samples, coarse_from<Real>(deviation));
      if (row >= 0)
        return {RunStatus::Outcome::too_coarse, first + static_cast<std::uint64_t>(row)};
    }
  }
  return {};
}

// The index of the first sample of a run at a place.
std::uint64_t first_sample(const auto& place) {
  if constexpr (requires { place.first; })
    return place.first;
  else
    return 0;
}

// An exact law is one sample.
template <int D>
struct FarRows<GaussianLaw<D>> {
  static std::ptrdiff_t first(const GaussianLaw<D>& law, double size) {
    for (const double m : law.mean)
      if (std::abs(m) >= size) return 0;
    return -1;
  }
};

}  // namespace scoresde
