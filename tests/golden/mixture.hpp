// The score that the golden files were recorded with: a mixture of isotropic Gaussians, each with a
// variance of its own. A user's model over the whole batch: one sample a row, as many as there are.
#pragma once
#include <Eigen/Core>
#include <scoresde/eigen/eigen.hpp>

#include "golden.hpp"

namespace scoresde::test {

struct IsotropicComponents {
  using Prediction = Score;
  static constexpr bool whole_batch = true;

  Eigen::ArrayXXd mean;  // one component a row
  Eigen::ArrayXd deviation, weight;

  struct Prepared {
    Eigen::ArrayXXd mean;
    Eigen::ArrayXd variance, log_weight;  // the weight of exp(-|x - mean|^2 / 2 variance)
  };
  Prepared prepare(const LinearSde auto& sde, double t) const {
    const double a = sde.alpha(t), s = sde.sigma(t), d = static_cast<double>(mean.cols());
    const Eigen::ArrayXd variance = (a * deviation).square() + s * s;
    return {a * mean, variance, weight.log() - d / 2 * variance.log()};
  }

  // s = -sum_k r_k (x - a mean_k) / v_k with the responsibilities r_k.
  template <class Batch>
  Batch operator()(const Prepared& at, const Batch& x) const {
    const auto from = [&](Eigen::Index k) { return x.array.rowwise() - at.mean.row(k); };
    Eigen::ArrayXXd log_r(x.array.rows(), at.mean.rows());
    for (Eigen::Index k = 0; k < at.mean.rows(); ++k)
      log_r.col(k) = at.log_weight[k] - from(k).square().rowwise().sum() / (2 * at.variance[k]);
    const Eigen::ArrayXd largest = log_r.rowwise().maxCoeff();
    Eigen::ArrayXXd r = (log_r.colwise() - largest).exp();
    const Eigen::ArrayXd sum = r.rowwise().sum();
    r.colwise() /= sum;

    Batch score = x;
    score.array.setZero();
    for (Eigen::Index k = 0; k < at.mean.rows(); ++k)
      score.array -= from(k).colwise() * (r.col(k) / at.variance[k]);
    return score;
  }
};

inline IsotropicComponents mixture(const GoldenFile& file, const std::string& name = "gmm") {
  return {array(file.at(name + ".mu")), array(file.at(name + ".s")).col(0),
          array(file.at(name + ".w")).col(0)};
}

}  // namespace scoresde::test
