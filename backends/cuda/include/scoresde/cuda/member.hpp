// One sample in the registers of a thread, which belongs to a team: a value of the steps. What a
// step needs of other samples, the mean over a Langevin group, goes through the team's memory.
#pragma once
#include <scoresde/cuda/team.hpp>
#include <scoresde/noise/addressed.hpp>
#include <scoresde/value/point.hpp>

namespace scoresde::cuda {

inline constexpr int stage_bytes = 8192;  // of a team's memory, for steps (cuda/staged_steps.hpp)

// As many threads as work together: whole Langevin groups.
constexpr int team_size(int dimension) { return std::max(128, group_size(dimension)); }
// The bytes of their memory: the stage, then a number a thread and the parts of each group's sum.
constexpr std::size_t team_memory(int threads) {
  return static_cast<std::size_t>(stage_bytes) + static_cast<std::size_t>(2 * threads) * 8;
}

// The mean of the numbers of `group` consecutive threads. The sum is in sixteen parts by the index
// within the group, then pairwise: the order of every other place.
template <class Team, int group, class Real>
constexpr Real group_mean(Real own) {
  constexpr int parts = std::min(16, group);
  Real* const number = reinterpret_cast<Real*>(Team::memory() + stage_bytes);
  Real* const part = number + Team::size();
  const int rank = Team::rank(), within = rank % group, first = rank - within;
  number[rank] = own;
  Team::barrier();
  if (within < parts) {
    Real sum = own;
    for (int i = within + parts; i < group; i += parts) sum += number[first + i];
    part[first / group * parts + within] = sum;
  }
  Team::barrier();
  Real sum[parts];
  for (int k = 0; k < parts; ++k) sum[k] = part[first / group * parts + k];
  for (int half = parts / 2; half > 0; half /= 2)
    for (int k = 0; k < half; ++k) sum[k] += sum[k + half];
  return sum[0] / static_cast<Real>(group);
}

template <class Number, int D, class Team>
struct Member : Vector {
  using Real = Number;
  using PerSample = Real;
  Point<Real, D> point;

  constexpr Member() = default;
  constexpr explicit Member(const Point<Real, D>& sample) : point(sample) {}
  template <class... C>
  constexpr Member(const Combination<Member, C...>& sum) {
    *this = sum;
  }
  template <class... C>
  constexpr Member& operator=(const Combination<Member, C...>& sum) {
    for (int d = 0; d < D; ++d) point[d] = sum.evaluate(Read{d});
    return *this;
  }

  friend constexpr Real inner(const Member& x, const Member& y) { return inner(x.point, y.point); }
  friend constexpr Real mean_over(OverSample, Real k, const Member&) { return k; }
  friend constexpr Real mean_over(OverGroup, Real k, const Member&) {
    if constexpr (group_size(D) == 1)
      return k;
    else
      return group_mean<Team, group_size(D)>(k);
  }
  friend constexpr Member choose(Real k, const Member& x, const Member& y) {
    return Member(choose(k, x.point, y.point));
  }
  template <class F, class... X>
  friend constexpr Member pointwise(const F& f, const Member& x, const X&... more) {
    return Member(f(x.point, stored(more).point...));
  }
  template <class F, class... C, class... X>
  friend constexpr Member pointwise(const F& f, const Combination<Member, C...>& x,
                                    const X&... more) {
    return pointwise(f, Member(x), more...);
  }
  friend constexpr int dimension(const Member&) { return D; }

 private:
  struct Read {
    int d;
    constexpr const Real& operator()(const Member& x) const { return x.point[d]; }
    constexpr const Real& operator()(const Real& per_sample) const { return per_sample; }
  };
};

// The noise of one sample at its own addresses.
template <class M>
class MemberNoise {
  using P = decltype(M::point);

 public:
  constexpr MemberNoise(std::uint64_t seed, Purpose purpose, std::uint64_t sample)
      : noise_(seed, purpose, sample) {}
  constexpr M operator()() { return M(noise_()); }
  constexpr auto exponential() { return noise_.exponential(); }

 private:
  AddressedNoise<P> noise_;
};

}  // namespace scoresde::cuda
