// Results that must be the same to the last bit.
#pragma once
#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

namespace scoresde::test {

template <class A, class B>
bool same_bits(const A& a, const B& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() && a.isFinite().all() && (a == b).all();
}
template <class R, class S>
bool same_result(const R& a, const S& b) {
  return same_bits(a.x, b.x) && same_bits(a.mean, b.mean) && a.nfe == b.nfe;
}

}  // namespace scoresde::test
