// The recorded outputs of the published implementation, see README.md, and what comparing with them
// needs. They are read from SCORESDE_GOLDEN_DIR where that is set, else from this folder.
#pragma once
#include <doctest/doctest.h>

#include <Eigen/Core>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <scoresde/scoresde.hpp>
#include <string>
#include <vector>

#include "golden_file.hpp"

namespace scoresde::test {

inline const GoldenFile& golden(const std::string& name) {
  static std::map<std::string, GoldenFile> files;
  const char* folder = std::getenv("SCORESDE_GOLDEN_DIR");
  const std::filesystem::path in =
      folder && *folder ? folder : std::filesystem::path(SCORESDE_TESTS_DIR) / "golden";
  return files.try_emplace(name, in / (name + ".safetensors")).first->second;
}

// Every number agrees to 1e-12 of itself, or of its scale where that is larger.
inline void check_close(const std::string& what, const std::vector<double>& got,
                        const std::vector<double>& want, const std::vector<double>& scale = {}) {
  INFO(what);
  REQUIRE(!want.empty());
  REQUIRE(got.size() == want.size());
  REQUIRE((scale.empty() || scale.size() == want.size()));
  double worst = 0;
  for (std::size_t i = 0; i < want.size(); ++i) {
    const double size = std::max(std::abs(want[i]), scale.empty() ? 0 : std::abs(scale[i]));
    const double error = got[i] == want[i] ? 0 : std::abs(got[i] - want[i]) / size;
    worst = error <= worst ? worst : error;  // a NaN stays
  }
  CHECK(worst <= 1e-12);
}

// The scale that allows for what the published code loses when it subtracts numbers of this size: a
// few roundings of theirs.
inline double cancellation(double size) { return 1e-3 * size; }

// A tensor of samples as an array with one sample a row, and a tensor of several such arrays.
inline std::vector<Eigen::ArrayXXd> arrays(const Tensor& tensor, Eigen::Index samples,
                                           Eigen::Index dimension) {
  using Rows = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Index size = samples * dimension;
  const auto count = static_cast<Eigen::Index>(tensor.values.size()) / size;
  std::vector<Eigen::ArrayXXd> made;
  for (Eigen::Index i = 0; i < count; ++i)
    made.push_back(Eigen::Map<const Rows>(tensor.values.data() + i * size, samples, dimension));
  return made;
}
inline Eigen::ArrayXXd array(const Tensor& tensor) {
  const auto samples = static_cast<Eigen::Index>(tensor.shape.at(0));
  return arrays(tensor, samples, static_cast<Eigen::Index>(tensor.values.size()) / samples).at(0);
}

// Samples agree to 1e-12 of the largest coordinate of the sample.
inline void check_close(const std::string& what, const Eigen::ArrayXXd& got,
                        const Eigen::ArrayXXd& want) {
  INFO(what);
  REQUIRE(want.size() > 0);
  REQUIRE(got.rows() == want.rows());
  REQUIRE(got.cols() == want.cols());
  const Eigen::ArrayXd error = (got - want).abs().rowwise().maxCoeff();
  const Eigen::ArrayXd size = want.abs().rowwise().maxCoeff();
  CHECK(got.isFinite().all());
  CHECK((error / size).maxCoeff() <= 1e-12);
}

// The SDEs that were recorded, with the parameters that the files name.
inline void for_every_sde(const GoldenFile& file, const auto& f) {
  const auto number = [&](const char* name) { return std::stod(file.metadata(name)); };
  const double beta_min = number("beta_min"), beta_max = number("beta_max");
  f("vesde", VeSde{number("sigma_min"), number("sigma_max")});
  f("vpsde", VpSde{beta_min, beta_max});
  f("subvpsde", SubVpSde{beta_min, beta_max});
}

// One step of the published grid of n steps, the one that reads level k, at a time of our choice.
inline Interval published_step(double t, int k, int n) {
  const double length = 1.0 / n;
  return {.t = t,
          .u = std::max(t - length, 0.0),
          .before = t,
          .before2 = t,
          .length = length,
          .index = n - 1 - k,
          .count = n,
          .published = true};
}

}  // namespace scoresde::test
