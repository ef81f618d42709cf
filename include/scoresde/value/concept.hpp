// A Value is what the state of a sampler is: one sample in registers, a tile of samples, a whole
// batch, a dual number, a Gaussian law. You derive it from Vector and provide
//   1. PerSample              the type of one number a sample (for a single sample: its element)
//   2. construction and assignment from a Combination, in one pass
//   3. inner(x, y)            the inner product of each sample with its counterpart: PerSample
//   4. mean_over(G{}, k, x)   the PerSample k averaged over the group G that x divides into
//   5. choose(k, x, y)        sample by sample x where the PerSample k is positive, else y
//   6. pointwise(f, x...)     f at every sample; only what a model or an SDE per sample needs
//   7. per_sample(f, x...)    the same for an f that gives one number: PerSample
//      paired(f, y, x...)     the same for an f that gives a point, to be put into y, and a number
//   8. reduce(combine, f, x...)   f of the samples' coordinates, combined over them: PerSample
//   9. dimension(x), numbers(k)   coordinates of a sample; the numbers of a PerSample, on the host
// 3 to 5 and 7 to 9 are asked for by the solvers that use them and by no others: a Gaussian law has
// none of them.
#pragma once
#include <scoresde/value/not_linear.hpp>

namespace scoresde {

struct Vector : Linear {};  // what a value derives from

template <class V>
concept Value = std::derived_from<V, Vector> && requires { typename V::PerSample; };

// Over whom an average is taken.
struct OverSample {};  // each sample by itself
struct OverGroup {};   // a fixed group of consecutive samples, see group_size
struct OverBatch {};   // all samples of the run: the result then depends on the batch

// The smallest power of two of samples that holds 512 numbers: an average over so many is nearly a
// constant of the state's law, and it depends on a sample's index alone.
constexpr int group_size(int dimension) {
  int samples = 1;
  while (samples < 512 && samples * dimension < 512) samples *= 2;
  return samples;
}

}  // namespace scoresde
