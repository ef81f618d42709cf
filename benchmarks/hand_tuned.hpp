// The loop that sampling_throughput measures the library against: workload W1 and its
// predictor-corrector form, written by hand for one processor family with nothing in the way.
// VP (beta 0.1 to 20), Euler-Maruyama on uniform steps from t = 1 to eps, D = 2, the exact score of
// any eight means under one variance; Langevin takes its norms over groups of 256 samples.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hand_tuned {

inline constexpr int modes = 8, group = 256;

struct Mixture {
  std::array<double, modes> mean_x, mean_y;
  double variance;
};

struct Run {
  std::size_t samples;  // whole groups
  int steps;
  std::uint64_t seed;
  double snr = 0;  // of one Langevin step before each predictor step; 0: none
  double eps = 1e-3;
  int threads = 1;
};

struct Samples {
  std::vector<float> x, y;
};

// The samples without the last step's noise. Throws std::invalid_argument for a part of a group.
Samples sample(const Mixture& mixture, const Run& run);

// What the loop was compiled for; empty where there is none.
std::string instruction_set();

}  // namespace hand_tuned
