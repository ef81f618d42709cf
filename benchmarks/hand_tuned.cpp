// Instructions are scheduled before registers are given out, which g++ leaves to the processor
// unless told: 8 % (AVX-512) and 15 % (AVX2, which has half the registers to keep an eye on).
#if defined(__GNUC__) && !defined(__clang__)
#if defined(__AVX512F__)
#pragma GCC optimize("schedule-insns")
#else
#pragma GCC optimize("schedule-insns", "sched-pressure")
#endif
#endif

#include "hand_tuned.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include "hand_tuned_registers.hpp"

namespace hand_tuned {
namespace {

// One step in numbers. The logarithm to base two of mode k's weight is l = ax x + ay y + offset;
// the score is pull (sum_k 2^l mean_k / sum_k 2^l) - x / v, and x <- x - h drift x + g^2 h score +
// noise.
struct Step {
  float ax[modes], ay[modes], offset[modes];
  float keep, pull, noise;      // of the predictor: x <- keep x + pull centre + noise z
  float score_pull, precision;  // of the score by itself
};

struct Plan {
  float mean_x[modes], mean_y[modes];
  float snr;
  std::vector<Step> steps;
  std::uint32_t key[3];

  Plan(const Mixture& mixture, const Run& run)
      : snr(static_cast<float>(run.snr)), steps(static_cast<std::size_t>(run.steps)) {
    const double beta_min = 0.1, beta_max = 20, h = (1 - run.eps) / run.steps;
    for (int k = 0; k < modes; ++k) {
      mean_x[k] = static_cast<float>(mixture.mean_x[k]);
      mean_y[k] = static_cast<float>(mixture.mean_y[k]);
    }
    for (int i = 0; i < run.steps; ++i) {
      const double t = 1 - i * h, beta = beta_min + t * (beta_max - beta_min);
      const double integral = t * (beta_min + t * (beta_max - beta_min) / 2);
      const double alpha = std::exp(-integral / 2);
      const double v = alpha * alpha * mixture.variance - std::expm1(-integral);
      const double slope = 1.4426950408889634 * alpha / v;
      Step& s = steps[static_cast<std::size_t>(i)];
      for (int k = 0; k < modes; ++k) {
        const double x = mixture.mean_x[k], y = mixture.mean_y[k];
        s.ax[k] = static_cast<float>(slope * x);
        s.ay[k] = static_cast<float>(slope * y);
        s.offset[k] = static_cast<float>(-slope * alpha * (x * x + y * y) / 2);
      }
      s.keep = static_cast<float>(1 + beta * h / 2 - beta * h / v);
      s.pull = static_cast<float>(beta * h * alpha / v);
      s.noise = i + 1 == run.steps ? 0.f : static_cast<float>(std::sqrt(beta * h));
      s.score_pull = static_cast<float>(alpha / v);
      s.precision = static_cast<float>(1 / v);
    }
    key[0] = static_cast<std::uint32_t>(run.seed);
    key[1] = static_cast<std::uint32_t>(run.seed >> 32);
    key[2] = 0x1BD11BDAu ^ key[0] ^ key[1];
  }
};

// Threefry-2x32, 13 rounds (Salmon et al. 2011).
template <int round = 0>
INLINE void threefry(const std::uint32_t* key, Words& a, Words& b) {
  if constexpr (round < 13) {
    constexpr int turns[8] = {13, 15, 26, 6, 17, 29, 16, 24};
    EACH a.r[i] = one::add(a.r[i], b.r[i]);
    EACH b.r[i] = one::exclusive_or(one::rotate<turns[round % 8]>(b.r[i]), a.r[i]);
    if constexpr (round % 4 == 3) {
      constexpr std::uint32_t s = (round + 1) / 4;
      EACH a.r[i] = one::add(a.r[i], one::all(key[s % 3]));
      EACH b.r[i] = one::add(b.r[i], one::all(key[(s + 1) % 3] + s));
    }
    threefry<round + 1>(key, a, b);
  }
}

struct Normals {
  Floats x, y, length;
};

// scale times two unit normals a sample (Box and Muller 1958), and the length of that vector.
INLINE Normals normals(const std::uint32_t* key, std::uint32_t first, std::uint32_t draw,
                       float scale) {
  Words a, b;
  EACH {
    a.r[i] =
        one::add(one::counting(), one::all(first + static_cast<std::uint32_t>(i * width) + key[0]));
    b.r[i] = one::all(draw + key[1]);
  }
  threefry(key, a, b);

  Floats e, m;
  EACH one::split(a.r[i], e.r[i], m.r[i]);
  const Floats log =
      horner(m, -0.02096820028011243f, 0.25499449116818135f, -1.3559273862393413f,
             4.138117960135447f, -8.01477651778491f, 10.389070472068315f, -9.88978208946375f);
  const float two_log_2 = 1.3862943611198906f;
  const Floats square = fma(
      log, m, fma(e, all(-two_log_2), all(4.499270885991856f + two_log_2 * one::exponent_of_one)));
  const Floats length = mul(sqrt(max(square, all(1e-7f))), all(scale));

  const Floats angle = mul(from_signed(b), all(1.f / 2147483648.f)), angle2 = mul(angle, angle);
  const Floats sine = horner(angle2, -0.004333095303883729f, 0.07943434463907906f,
                             -0.6458928495606119f, 1.5707910110774588f);
  const Floats cosine = horner(angle2, 0.0008581906198572545f, -0.02081062752024674f,
                               0.25365074463600046f, -1.2336982146690225f, 0.9999999534667059f);
  return {mul(mul(length, angle), sine), mul(flip_sign(length, b), cosine), length};
}

struct Centre {
  Floats x, y, total;  // sums over the modes of 2^(l - largest l), times the mean and alone
};

INLINE Centre centre(const Plan& plan, const Step& s, const Floats& x, const Floats& y) {
  Floats l[modes];
#pragma GCC unroll 8
  for (int k = 0; k < modes; ++k)
    l[k] = fma(all(s.ax[k]), x, fma(all(s.ay[k]), y, all(s.offset[k])));
  const Floats largest =
      max(max(max(l[0], l[1]), max(l[2], l[3])), max(max(l[4], l[5]), max(l[6], l[7])));

  Centre c;
#pragma GCC unroll 8
  for (int k = 0; k < modes; ++k) {
    const Floats weight = exp2(sub(l[k], largest)), mx = all(plan.mean_x[k]),
                 my = all(plan.mean_y[k]);
    c = k == 0 ? Centre{mul(weight, mx), mul(weight, my), weight}
               : Centre{fma(weight, mx, c.x), fma(weight, my, c.y), add(c.total, weight)};
  }
  return c;
}

INLINE void predict(const Plan& plan, const Step& s, const Normals& z, Floats& x, Floats& y) {
  const Centre c = centre(plan, s, x, y);
  const Floats pull = mul(all(s.pull), reciprocal(c.total));
  x = fma(pull, c.x, fma(all(s.keep), x, z.x));
  y = fma(pull, c.y, fma(all(s.keep), y, z.y));
}

// The whole trajectory of one group, which stays in L1.
class Group {
 public:
  Group(const Plan& plan, std::uint32_t first) : plan_(plan), first_(first) {
    for (int j = 0; j < group; j += lane) {
      const Normals z = normals(plan.key, at(j), 0, 1.f);
      store(x_ + j, z.x);
      store(y_ + j, z.y);
    }
  }

  void predictor_only() {
    std::uint32_t draw = 0;
    for (const Step& s : plan_.steps) {
      ++draw;
      for (int j = 0; j < group; j += lane) {
        const Normals z = normals(plan_.key, at(j), draw, s.noise);
        Floats x = load(x_ + j), y = load(y_ + j);
        predict(plan_, s, z, x, y);
        store(x_ + j, x);
        store(y_ + j, y);
      }
    }
  }

  // x <- x + e score + sqrt(2e) z with e = 2 (snr mean|z| / mean|score|)^2, then the predictor.
  void predictor_corrector() {
    std::uint32_t draw = 0;
    for (const Step& s : plan_.steps) {
      const float ratio = plan_.snr * evaluate(s, ++draw);
      const Floats e = all(2 * ratio * ratio), root = all(2 * ratio);
      ++draw;
      for (int j = 0; j < group; j += lane) {
        Floats x = fma(e, load(score_x_ + j), fma(root, load(z_x_ + j), load(x_ + j)));
        Floats y = fma(e, load(score_y_ + j), fma(root, load(z_y_ + j), load(y_ + j)));
        predict(plan_, s, normals(plan_.key, at(j), draw, s.noise), x, y);
        store(x_ + j, x);
        store(y_ + j, y);
      }
    }
  }

  void copy_to(float* x, float* y) const {
    std::memcpy(x, x_, sizeof x_);
    std::memcpy(y, y_, sizeof y_);
  }

 private:
  std::uint32_t at(int j) const { return first_ + static_cast<std::uint32_t>(j); }

  // Stores the scores and normals of Langevin's step; returns mean|z| / mean|score|.
  float evaluate(const Step& s, std::uint32_t draw) {
    Floats lengths = all(0.f), norms = all(0.f);
    for (int j = 0; j < group; j += lane) {
      const Normals z = normals(plan_.key, at(j), draw, 1.f);
      store(z_x_ + j, z.x);
      store(z_y_ + j, z.y);
      lengths = add(lengths, z.length);
      const Floats x = load(x_ + j), y = load(y_ + j);
      const Centre c = centre(plan_, s, x, y);
      const Floats pull = mul(all(s.score_pull), reciprocal(c.total)), push = all(-s.precision);
      const Floats sx = fma(pull, c.x, mul(push, x)), sy = fma(pull, c.y, mul(push, y));
      store(score_x_ + j, sx);
      store(score_y_ + j, sy);
      norms = add(norms, sqrt(fma(sx, sx, mul(sy, sy))));
    }
    return sum(lengths) / sum(norms);
  }
  static float sum(const Floats& a) {
    alignas(64) float parts[lane];
    store(parts, a);
    float total = 0;
    for (float part : parts) total += part;
    return total;
  }

  const Plan& plan_;
  std::uint32_t first_;
  alignas(64) float x_[group], y_[group], z_x_[group], z_y_[group], score_x_[group],
      score_y_[group];
};

}  // namespace

Samples sample(const Mixture& mixture, const Run& run) {
  if (run.samples % group != 0)
    throw std::invalid_argument("samples = " + std::to_string(run.samples) +
                                " must be a multiple of 256");
  const Plan plan(mixture, run);
  Samples result{std::vector<float>(run.samples), std::vector<float>(run.samples)};
  const auto work = [&](std::size_t from, std::size_t to) {
    const unsigned before = _mm_getcsr();
    _mm_setcsr(before | 0x8040);  // denormals cost four times as much
    for (std::size_t first = from; first < to; first += group) {
      Group g(plan, static_cast<std::uint32_t>(first));
      if (run.snr > 0)
        g.predictor_corrector();
      else
        g.predictor_only();
      g.copy_to(&result.x[first], &result.y[first]);
    }
    _mm_setcsr(before);
  };
  const auto threads = static_cast<std::size_t>(run.threads);
  const auto cut = [&](std::size_t k) { return run.samples / group * k / threads * group; };
  std::vector<std::jthread> others;
  for (std::size_t k = 1; k < threads; ++k) others.emplace_back(work, cut(k), cut(k + 1));
  work(0, cut(1));
  others.clear();
  return result;
}

std::string instruction_set() { return width == 16 ? "AVX-512" : "AVX2"; }

}  // namespace hand_tuned

#else

namespace hand_tuned {
Samples sample(const Mixture&, const Run&) { throw std::logic_error("no hand-tuned loop here"); }
std::string instruction_set() { return {}; }
}  // namespace hand_tuned

#endif
