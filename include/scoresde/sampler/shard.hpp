// A shard: the samples first ... first + samples - 1 of a job that may be made in parts, anywhere.
// A sample's noise and its groups follow from its index in the job, so the parts are the whole, bit
// for bit, if each of them starts where a group does:
//   sample            a group whose norms Langevin averages: group_size(D)
//   sample_flow, encode, decode, log_likelihood with one step size a group (OverGroup), and
//   likelihood_bound  a group that shares its steps or its times: control_group_size(D)
//   the flows with steps of each sample's own (OverSample) or of the whole run (OverBatch):
//   anywhere
// Nothing else matters: indices have 64 bits, and a multiple of 2^32 is an index as any other.
#pragma once
#include <scoresde/ode/concept.hpp>
#include <scoresde/sampler/groups.hpp>
#include <scoresde/sampler/status.hpp>

namespace scoresde {

// What a place makes. Given data, there are as many samples as rows, and row i has the address of
// sample first + i.
struct Shard {
  std::uint64_t samples;  // 0: not said
  std::uint64_t first;
  int dimension;
};
template <class P>
concept HasShard = requires(const P& place) {
  { place.shard() } -> std::same_as<Shard>;
};

// Where a job may be cut.
struct Cut {
  std::uint64_t group;
  const char* what_starts;
};
constexpr Cut cut_for_norms(int dimension) {
  return {static_cast<std::uint64_t>(group_size(dimension)), "Langevin groups start"};
}
constexpr Cut cut_for_times(int dimension) {
  return {size_of_groups(OverGroup{}, dimension), "groups start that share their times"};
}
template <class I>
constexpr auto cut_for_steps_of(const I& integrator) {
  return [over = control_of(integrator)](int dimension) {
    return Cut{size_of_groups(over, dimension), "groups start that share their steps"};
  };
}

inline void validate_range(std::uint64_t samples, std::uint64_t first) {
  constexpr std::uint64_t most = std::uint64_t{1} << 48;  // beyond any memory
  require(samples >= 1 && samples <= most, "samples", samples,
          "must lie in [1, 2^48]: say how many to draw, as in {.samples = 1000}");
  require(first <= ~std::uint64_t{0} - 2 * most, "first", first, "must lie in [0, 2^64 - 2^49)");
}
inline void validate_cut(std::uint64_t first, const Cut& cut) {
  require(first % cut.group == 0, "first", first, "must be a multiple of ", cut.group, ", where ",
          cut.what_starts);
}
// Throw std::invalid_argument unless a place says how many samples to draw, and starts where the
// job may be cut; cut(D) says where that is. The second is for samples that are given. Of a place
// that knows of no shards, such as one that replays, nothing is asked.
template <class P>
void validate_drawn(const P& place, const auto& cut) {
  if constexpr (HasShard<P>) {
    const Shard shard = place.shard();
    validate_range(shard.samples, shard.first);
    validate_cut(shard.first, cut(shard.dimension));
  }
}
template <class P>
void validate_given(const P& place, const auto& cut) {
  if constexpr (HasShard<P>) {
    const Shard shard = place.shard();
    validate_range(1, shard.first);
    validate_cut(shard.first, cut(shard.dimension));
  }
}

// The first of so many rows that is not finite, or their number where all are.
template <class Finite>
constexpr std::uint64_t first_not_finite(std::uint64_t rows, const Finite& finite) {
  std::uint64_t i = 0;
  while (i < rows && finite(i)) ++i;
  return i;
}
// What a run says of it.
constexpr RunStatus status_of(std::uint64_t first, std::uint64_t rows, std::uint64_t not_finite) {
  if (not_finite >= rows) return {};
  return {RunStatus::Outcome::not_finite, first + not_finite};
}

}  // namespace scoresde
