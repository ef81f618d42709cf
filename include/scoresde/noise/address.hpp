// Noise is an address, not a stream: normals = f(seed, purpose, sample, draw), all of 64 bits. A
// sample's noise is therefore the same whatever the batch, tile, thread, shard or device. The key
// is derived once from seed, purpose and the high words, so the inner loop is two words wide.
#pragma once
#include <scoresde/noise/threefry.hpp>

namespace scoresde {

// What a number is drawn for. No two uses share one, whatever is called after what with the same
// seed:
//   prior            the start of sample and sample_flow
//   step             predictors and correctors
//   probe            Hutchinson's and Hutch++'s vectors in log_likelihood
//   dequantisation   dequantised
//   bridge           reserved
//   time             the times of likelihood_bound
//   perturbation     the noise that likelihood_bound adds to data
enum class Purpose : std::uint32_t {
  prior,
  step,
  probe,
  dequantisation,
  bridge,
  time,
  perturbation
};

constexpr std::uint32_t low_word(std::uint64_t n) { return static_cast<std::uint32_t>(n); }
constexpr std::uint32_t high_word(std::uint64_t n) { return static_cast<std::uint32_t>(n >> 32); }

// Under one seed, pairs of purpose and high word of the sample have different keys (Threefry is a
// bijection), and so have the high words of the draws under each; two keys of different pairs are
// as unlikely to meet as two random numbers of 64 bits.
constexpr Key noise_key(std::uint64_t seed, Purpose purpose, std::uint64_t sample,
                        std::uint64_t draw) {
  const Key by_seed{low_word(seed), high_word(seed)};
  const Key by_sample =
      threefry<20>(by_seed, static_cast<std::uint32_t>(purpose), high_word(sample));
  return threefry<20>(by_sample, high_word(draw), std::uint32_t{0});
}

// The draws of consecutive samples that share the high word of their index, one after another.
class Draws {
 public:
  constexpr Draws(std::uint64_t seed, Purpose purpose, std::uint64_t sample, std::uint64_t draw = 0)
      : seed_(seed), sample_(sample), draw_(draw), purpose_(purpose), key_(key()) {}

  constexpr std::uint64_t sample() const { return sample_; }
  constexpr std::uint64_t draw() const { return draw_; }

  // The words of the next draw, for the sample or the lane of samples of that low word.
  template <class Word>
  constexpr WordPair<Word> words(Word sample) const {
    return threefry<13>(key_, sample, Word(low_word(draw_)));
  }
  // The same of the draws that follow, as far as they share the high word of their index.
  template <class Word>
  constexpr WordPair<Word> words(Word sample, Word further) const {
    return threefry<13>(key_, sample, Word(low_word(draw_)) + further);
  }
  // Uniform in (0, 1), on a grid of 2^-53, for the first of the samples.
  constexpr double uniform() const {
    const auto [a, b] = words(low_word(sample_));
    return ((a >> 6) * 0x1p27 + (b >> 5) + 0.5) * 0x1p-53;
  }
  constexpr void advance() {
    if (low_word(++draw_) == 0) key_ = key();
  }
  // The same draws of the samples so many further on, and how many samples share the key with the
  // first: as far as the high word of their index is the same.
  constexpr Draws ahead(std::uint64_t samples) const {
    return samples == 0 ? *this : Draws(seed_, purpose_, sample_ + samples, draw_);
  }
  constexpr std::uint64_t sharing() const { return (std::uint64_t{1} << 32) - low_word(sample_); }
  // So many samples in stretches that share their key: use(samples before, samples of it, draws).
  constexpr void each_stretch(std::uint64_t samples, const auto& use) const {
    for (std::uint64_t done = 0; done < samples;) {
      const Draws draws = ahead(done);
      const std::uint64_t count =
          draws.sharing() < samples - done ? draws.sharing() : samples - done;
      use(done, count, draws);
      done += count;
    }
  }

 private:
  constexpr Key key() const { return noise_key(seed_, purpose_, sample_, draw_); }

  std::uint64_t seed_, sample_, draw_;
  Purpose purpose_;
  Key key_;
};

}  // namespace scoresde
