// What the places of this backend check, and what they refuse.
#pragma once
#include <scoresde/cuda/text.hpp>
#include <scoresde/sampler/concept.hpp>
#include <scoresde/sampler/transported.hpp>
#include <scoresde/sde/validate.hpp>
#include <scoresde/value/rows.hpp>

namespace scoresde::cuda {

// What is moved here: samples and latent codes (a likelihood is computed elsewhere), each with
// steps of its own: DormandPrince.
template <class T>
concept MovesSamples = requires(const T& t) {
  t.field;
  t.integrator;
  t.finish;
};
template <class T>
concept HasStepsOfItsOwn = requires(const T& t) {
  requires std::same_as<std::decay_t<decltype(t.over())>, OverSample>;
};
template <class T>
concept FlowOfSamples = MovesSamples<T> && HasStepsOfItsOwn<T>;

// Throws std::invalid_argument where states at other times than the last are asked for.
void validate_flow(const auto& trajectory) {
  require_left_out(trajectory.times.empty(), "times", "a flow is not observed here");
}

// The rows of a source, and how its text starts them.
template <class Prior>
std::uint64_t rows_from(const FromPrior<Prior>&, std::uint64_t of_the_place) {
  return of_the_place;
}
template <class Array>
std::uint64_t rows_from(const FromData<Array>& source, std::uint64_t) {
  return static_cast<std::uint64_t>(rows_of(source.data));
}
template <class Prior>
FromPrior<Prior> source_text(const FromPrior<Prior>& source) {
  return source;
}
template <class Array>
GivenData source_text(const FromData<Array>&) {
  return {};
}
// Given data from row `from` on, converted, into columns on the host.
template <class Real>
void read_data(const auto& source, std::uint64_t from, const Columns<Real>& x, int dimension) {
  if constexpr (!std::decay_t<decltype(source)>::completes)
    for (std::uint64_t i = 0; i < x.rows; ++i)
      for (int d = 0; d < dimension; ++d)
        x(i, d) = static_cast<Real>(source.data(static_cast<std::ptrdiff_t>(from + i), d));
}

template <class Samples>
void gather(Transported<Samples>& result, std::uint64_t first, const std::vector<Ending>& endings) {
  Tally tally;
  for (std::size_t i = 0; i < endings.size(); ++i)
    tally.add(first + i, endings[i].integration, endings[i].control);
  result.effort = tally.effort();
  result.failures = tally.failures();
}

}  // namespace scoresde::cuda
