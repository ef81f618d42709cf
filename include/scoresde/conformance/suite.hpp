// What every backend must show: that its results are the plain place's at the same addresses, to a
// stated rounding, for every verb and every solver of the library's lists. A backend's author calls
//   for_every_check<MyBackend>([](const std::string& name, const auto& check) {
//     check([](const std::string& what, double error, double limit) { ... });
//   });
// with MyBackend as compare.hpp says, in whatever test framework; each check is a test.
#pragma once
#include <scoresde/conformance/checks_of_places.hpp>
#include <scoresde/conformance/checks_of_solvers.hpp>

namespace scoresde::conformance {

// f(name, check), where check(report) compares in one type of number.
template <class B, class Real>
void for_every_check(const auto& f) {
  f("verbs", check_verbs<B, Real>);
  f("noise at its addresses", check_noise<B, Real>);
  f("predictors", check_predictors<B, Real>);
  f("correctors", check_correctors<B, Real>);
  f("models", check_models<B, Real>);
  f("flows", check_flows<B, Real>);
  f("likelihoods", check_likelihoods<B, Real>);
  f("shards", check_shards<B, Real>);
  f("shards of flows", check_shards_of_flows<B, Real>);
  f("failures and refusals", check_failures<B, Real>);
  f("failures at the end of a flow", check_failures_at_the_end<B, Real>);
  f("observers", check_observers<B, Real>);
}

}  // namespace scoresde::conformance
