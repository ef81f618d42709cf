// A Gaussian law as a number: a mean and its coefficients on independent unit normals. An affine
// sampler that runs on laws produces its exact law, with no sampling.
#pragma once
#include <algorithm>
#include <array>
#include <scoresde/value/held.hpp>
#include <scoresde/value/point.hpp>
#include <utility>
#include <vector>

namespace scoresde {

class Law {
 public:
  using Scalar = double;

  Law(double mean = 0) : mean_(mean) {}
  static Law normal(std::size_t index) {  // the index-th unit normal
    Law z;
    z.on_.resize(index + 1);
    z.on_[index] = 1;
    return z;
  }

  double mean() const { return mean_; }
  friend double covariance(const Law& a, const Law& b) {
    double sum = 0;
    for (std::size_t i = 0; i < std::min(a.on_.size(), b.on_.size()); ++i)
      sum += a.on_[i] * b.on_[i];
    return sum;
  }

  friend Law operator+(Law a, const Law& b) {
    a.mean_ += b.mean_;
    a.on_.resize(std::max(a.on_.size(), b.on_.size()));
    for (std::size_t i = 0; i < b.on_.size(); ++i) a.on_[i] += b.on_[i];
    return a;
  }
  friend Law operator*(double k, Law a) {
    a.mean_ *= k;
    for (double& c : a.on_) c *= k;
    return a;
  }
  friend Law operator-(const Law& a, const Law& b) { return a + -1.0 * b; }

 private:
  double mean_;
  std::vector<double> on_;
};

// The law of D coordinates together.
template <int D>
struct GaussianLaw {
  std::array<double, D> mean;
  Held<std::array<double, D>, D, D> covariance;  // rows
};
template <int D>
GaussianLaw<D> law_of(const Point<Law, D>& x) {
  GaussianLaw<D> law{{}, held<decltype(law.covariance)>(D)};
  for (int i = 0; i < D; ++i) {
    law.mean[i] = x[i].mean();
    for (int j = 0; j < D; ++j) law.covariance[i][j] = covariance(x[i], x[j]);
  }
  return law;
}

// Every draw is new unit normals.
template <int D>
class FreshNormals {
 public:
  Point<Law, D> operator()() {
    Point<Law, D> z;
    for (int d = 0; d < D; ++d) z[d] = Law::normal(drawn_++);
    return z;
  }

 private:
  std::size_t drawn_ = 0;
};

}  // namespace scoresde
