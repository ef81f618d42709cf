// What is in a lane, to compare it with single numbers.
#pragma once
#include <array>
#include <scoresde/eigen/lane.hpp>

namespace scoresde::test {

template <class Real>
std::array<Real, eigen::Lane<Real>::width> numbers(const eigen::Lane<Real>& lane) {
  std::array<Real, eigen::Lane<Real>::width> side_by_side{};
  lane.store(side_by_side.data());
  return side_by_side;
}
template <class Real>
std::array<std::uint32_t, eigen::Lane<Real>::width> numbers(const eigen::Words<Real>& words) {
  std::array<std::uint32_t, eigen::Lane<Real>::width> side_by_side{};
  words.v.store(side_by_side.data());
  return side_by_side;
}
template <class Real>
eigen::Words<Real> words(const std::uint32_t* from) {
  return eigen::Words<Real>::Simd::load(from);
}

}  // namespace scoresde::test
