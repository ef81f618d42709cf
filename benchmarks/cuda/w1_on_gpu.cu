// W1 and PC (benchmarks/README.md) on the current GPU: the library beside a kernel written by hand,
// and what the chip allows. One JSON object a line; times are medians of seven runs, each of the
// whole call: plan, copies, kernel and status. Compile by nvcc -std=c++20 --expt-relaxed-constexpr
// -O3, and with --use_fast_math for the fast functions of the hardware.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <scoresde/cuda/cuda.cuh>
#include <scoresde/scoresde.hpp>

namespace {

using namespace scoresde;
using namespace scoresde::cuda;

constexpr int modes = 8, steps = 1000;
constexpr std::uint64_t samples = std::uint64_t{1} << 22;

IsotropicMixture<2, modes> ring() {
  IsotropicMixture<2, modes> mixture{.variance = 0.09};
  mixture.weights.fill(1.0 / modes);
  for (std::size_t k = 0; k < modes; ++k) {
    const double angle = 2 * std::numbers::pi / modes * static_cast<double>(k);
    mixture.means[k] = {4 * std::cos(angle), 4 * std::sin(angle)};
  }
  return mixture;
}

// The loop by hand: every number of a step in constant memory where it fits, no staging, no
// generality. The same normals, so the same samples.
struct HandStep {
  float ax[modes], ay[modes], offset[modes], keep, pull, noise;
};
__constant__ HandStep hand_steps[steps / 2];  // 54 KB: half of the steps at a time
__constant__ float mean_x[modes], mean_y[modes];

__global__ void __launch_bounds__(256) by_hand(Draws first_draw, int from, float* x, float* y) {
  const std::uint32_t i = blockIdx.x * 256 + threadIdx.x;
  float px = x[i], py = y[i];
  for (int n = 0; n < steps / 2; ++n) {
    const HandStep& s = hand_steps[n];
    float l[modes], top = -1e30f;
    for (int k = 0; k < modes; ++k) {
      l[k] = fmaf(s.ax[k], px, fmaf(s.ay[k], py, s.offset[k]));
      top = fmaxf(top, l[k]);
    }
    float total = 0, cx = 0, cy = 0;
    for (int k = 0; k < modes; ++k) {
      const float w = exp2f(l[k] - top);
      total += w;
      cx = fmaf(mean_x[k], w, cx);
      cy = fmaf(mean_y[k], w, cy);
    }
    const float pull = s.pull / total;
    const auto z = box_muller<float>(first_draw.words(i, static_cast<std::uint32_t>(from + n)));
    px = fmaf(s.keep, px, fmaf(pull, cx, s.noise * z.first));
    py = fmaf(s.keep, py, fmaf(pull, cy, s.noise * z.second));
  }
  x[i] = px;
  y[i] = py;
}

// x <- (1 + h (beta/2 - g^2/v)) x + h g^2 alpha/v m + g sqrt(h) z, as Euler-Maruyama backwards.
std::vector<HandStep> hand_plan(const VpSde& sde, const TimeGrid& grid) {
  const auto mixture = ring();
  std::vector<HandStep> plan;
  for (int n = 0; n < grid.steps(); ++n) {
    const Interval i = grid[n];
    const double a = sde.alpha(i.t), sigma = sde.sigma(i.t), g = sde.diffusion(i.t);
    const double v = a * a * mixture.variance + sigma * sigma, h = i.length;
    HandStep s;
    for (std::size_t k = 0; k < modes; ++k) {
      const auto& m = mixture.means[k];
      const double slope = std::numbers::log2e * a / v;
      s.ax[k] = static_cast<float>(slope * m[0]);
      s.ay[k] = static_cast<float>(slope * m[1]);
      s.offset[k] = static_cast<float>(-slope * a * (m[0] * m[0] + m[1] * m[1]) / 2);
    }
    s.keep = static_cast<float>(1 - h * (sde.drift(i.t) + g * g / v));
    s.pull = static_cast<float>(h * g * g * a / v);
    s.noise = static_cast<float>(g * std::sqrt(h));
    plan.push_back(s);
  }
  return plan;
}

double median_seconds(const auto& run) {
  run();  // warm
  std::vector<double> seconds;
  for (int k = 0; k < 7; ++k) {
    const auto start = std::chrono::steady_clock::now();
    run();
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::ranges::sort(seconds);
  return seconds[3];
}

// What a step of W1 asks of a streaming multiprocessor, a sample: 8 powers of two, a reciprocal and
// a root of the special-function units (16 a clock); of its floating-point pipes (128 a clock) 24
// for the affinities, 8 for the exponents, 24 for their sums, 10 for the score and the step, 25 for
// Box-Muller.
void report(const char* name, double seconds, double special, double fused) {
  cudaDeviceProp chip;
  check("cudaGetDeviceProperties", cudaGetDeviceProperties(&chip, current_device()));
  int kilohertz = 0;
  check("cudaDeviceGetAttribute",
        cudaDeviceGetAttribute(&kilohertz, cudaDevAttrClockRate, current_device()));
  const double ns = seconds * 1e9 / (static_cast<double>(samples) * steps);
  const double clocks_a_ns = chip.multiProcessorCount * (kilohertz * 1e-6);
  std::printf("{\"name\": \"%s\", \"chip\": \"%s\", \"ns_per_sample_step\": %.6g", name, chip.name,
              ns);
  if (special > 0)
    std::printf(", \"of_special_function_limit\": %.3f, \"of_fma_limit\": %.3f",
                special / 16 / clocks_a_ns / ns, fused / 128 / clocks_a_ns / ns);
  std::puts("}");
  std::fflush(stdout);
}

}  // namespace

int main() {
  if (device_count() == 0) {
    std::puts("{\"skipped\": \"no GPU\"}");
    return 0;
  }
  const VpSde sde;
  const auto grid = uniform(sde, steps);
  const auto run = [&](const auto& corrector, const auto& place) {
    return median_seconds([&] { sample(sde, ring(), grid, EulerMaruyama{}, corrector, place, 1); });
  };
  report("w1 library float", run(Identity{}, Cuda<2>{.samples = samples}), 10, 91);
  report("pc library float", run(Langevin{}, Cuda<2>{.samples = samples}), 22, 170);
  report("w1 library double", run(Identity{}, Cuda<2, double>{.samples = samples}), 0, 0);

  float means[2][modes];
  for (std::size_t k = 0; k < modes; ++k)
    for (std::size_t d = 0; d < 2; ++d) means[d][k] = static_cast<float>(ring().means[k][d]);
  check("cudaMemcpyToSymbol", cudaMemcpyToSymbol(mean_x, means[0], sizeof means[0]));
  check("cudaMemcpyToSymbol", cudaMemcpyToSymbol(mean_y, means[1], sizeof means[1]));
  const auto start = sample(sde, ring(), uniform(sde, 1), Identity{}, Identity{},
                            Cuda<2>{.samples = samples}, 1);  // the prior
  float* const x = start.x.parts()[0].numbers.data();
  const double by_hand_seconds = median_seconds([&] {
    const auto plan = hand_plan(sde, grid);
    for (int half = 0; half < 2; ++half) {
      check("cudaMemcpyToSymbol",
            cudaMemcpyToSymbol(hand_steps, &plan[half * steps / 2], sizeof(HandStep) * steps / 2));
      by_hand<<<samples / 256, 256>>>(Draws(1, Purpose::step, 0), half * steps / 2, x, x + samples);
    }
    check("by_hand", cudaDeviceSynchronize());
  });
  report("w1 by hand float", by_hand_seconds, 10, 91);

  const double flow = median_seconds(
      [&] { sample_flow(sde, ring(), DormandPrince{}, Cuda<2>{.samples = samples / 16}, 1); });
  std::printf("{\"name\": \"adaptive flow float\", \"ns_per_sample\": %.4g}\n",
              flow * 1e9 / (samples / 16.0));
}
