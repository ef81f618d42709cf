// The suite as doctest cases: CONFORMS("Eigen lanes", EigenLanes, double) makes one of each check
// that every backend passes, CONFORMS_WHOLLY those too that are on its list of abilities.
#pragma once
#include <doctest/doctest.h>

#include <scoresde/conformance/suite.hpp>

namespace scoresde::test {

// Every comparison of a check holds, and there are some.
inline void verify(const auto& check) {
  int compared = 0;
  check([&](const std::string& what, double error, double limit) {
    CAPTURE(what);
    CHECK(error <= limit);
    ++compared;
  });
  CHECK(compared > 0);
}

// A backend that this machine has nothing for says why in absent().
template <class Backend>
bool is_absent() {
  const char* reason = nullptr;
  if constexpr (requires { Backend::absent(); }) reason = Backend::absent();
  if (reason) MESSAGE("SKIPPED: ", std::string(reason));
  return reason != nullptr;
}

// Samples of one of the array libraries that are read by a(i, d), and what every backend of them
// shares. Place<D, Real> is the place.
struct ReadByElement {
  static double at(const auto& samples, std::ptrdiff_t i, std::ptrdiff_t d) {
    return static_cast<double>(samples(i, d));
  }
  static std::ptrdiff_t rows(const auto& samples) { return rows_of(samples); }
  static void for_every_ode_method(const auto&) {}
};

}  // namespace scoresde::test

#define CONFORMS_IN(backend, Backend, Real, check, says)                 \
  TEST_CASE(backend " in " #Real ": " says) {                            \
    if (scoresde::test::is_absent<Backend>()) return;                    \
    scoresde::test::verify(scoresde::conformance::check<Backend, Real>); \
  }
#define CONFORMS(backend, Backend, Real)                                                           \
  CONFORMS_IN(backend, Backend, Real, check_verbs, "the verbs are the plain value's")              \
  CONFORMS_IN(backend, Backend, Real, check_noise, "noise stands at its addresses")                \
  CONFORMS_IN(backend, Backend, Real, check_predictors, "every predictor on every SDE")            \
  CONFORMS_IN(backend, Backend, Real, check_correctors, "every corrector in both orders")          \
  CONFORMS_IN(backend, Backend, Real, check_models, "every kind of model and prediction")          \
  CONFORMS_IN(backend, Backend, Real, check_flows, "every ODE method and codes of given data")     \
  CONFORMS_IN(backend, Backend, Real, check_shards, "a sample depends on neither count nor shard") \
  CONFORMS_IN(backend, Backend, Real, check_shards_of_flows, "nor do the flows of a shard")        \
  CONFORMS_IN(backend, Backend, Real, check_failures, "failures are told and bad values refused")  \
  CONFORMS_IN(backend, Backend, Real, check_failures_at_the_end, "a failure after a flow is told")
#define CONFORMS_WHOLLY(backend, Backend, Real)                             \
  CONFORMS(backend, Backend, Real)                                          \
  CONFORMS_IN(backend, Backend, Real, check_likelihoods, "log-likelihoods") \
  CONFORMS_IN(backend, Backend, Real, check_observers, "observers see every sample and step")
