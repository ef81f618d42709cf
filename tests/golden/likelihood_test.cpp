// The published likelihood and ODE sampler, with SciPy's RK45: all samples, and their
// log-densities, in one vector. Recorded in float64.
#include <scoresde/odeint/odeint.hpp>

#include "mixture.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

const GoldenFile& file() { return golden("likelihood"); }

// The same mixture for one sample at a time, which dual numbers can be put through.
GaussianMixture<2, 4> components() {
  const IsotropicComponents recorded = mixture(file());
  GaussianMixture<2, 4> made{};
  for (std::size_t k = 0; k < 4; ++k) {
    const auto row = static_cast<Eigen::Index>(k);
    const double variance = recorded.deviation[row] * recorded.deviation[row];
    made.means[k] = {recorded.mean(row, 0), recorded.mean(row, 1)};
    made.covariances[k] = {{{variance, 0}, {0, variance}}};
    made.weights[k] = recorded.weight[row];
  }
  return made;
}

auto tolerance(double tol) { return Adaptive{.atol = tol, .rtol = tol, .over = OverBatch{}}; }

struct Difference {
  double log_density, latent;
};
// With the recorded probes.
Difference compare(const auto& sde, const std::string& run, const Eigen::ArrayXXd& probes,
                   const auto& law, double tol, long& nfe) {
  const Eigen::ArrayX2d data = array(file().at("data")), v = probes;
  const auto got =
      log_likelihood(sde, components(), data, tolerance(tol), Replay<double, 2>{data, {v}}, 0,
                     LikelihoodOptions{.divergence = Hutchinson{.probes = 1, .law = law}});
  CHECK(got.status());
  CHECK(!got.standard_error);
  nfe = got.effort.nfe;
  const Eigen::ArrayXXd bpd = array(file().at(run + ".bpd"));
  const Eigen::ArrayXd ours = bits_per_dim(got.log_density, 2, DataScaler{.low = 0, .high = 1});
  const std::string latent = file().tensors().contains(run + ".z") ? run + ".z" : "";
  return {(ours - bpd.col(0)).abs().maxCoeff(),
          latent.empty() ? 0 : (got.latent - array(file().at(latent))).abs().maxCoeff()};
}

}  // namespace

TEST_CASE("published likelihoods are reproduced with their probes, and the number of evaluations") {
  const Eigen::ArrayXXd signs = array(file().at("epsilon_rademacher"));
  const Eigen::ArrayXXd normals = array(file().at("epsilon_gaussian"));
  Eigen::ArrayXXd flipped = signs;
  flipped.col(1) *= -1;
  for_every_sde(file(), [&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const auto check = [&](const std::string& run, const Eigen::ArrayXXd& v, const auto& law) {
      CAPTURE(run);
      long nfe = 0;
      const Difference d = compare(sde, name + ".f64." + run, v, law, 1e-5, nfe);
      const double recorded = file().at(name + ".f64." + run + ".nfe").values.at(0);
      if (name == "vesde") {  // recorded with a step more or less: the tolerance is left
        CHECK(std::abs(static_cast<double>(nfe) - recorded) <= 6);
        CHECK(d.log_density < 2e-4);
        CHECK(d.latent < 1e-3);  // of latents of up to 354
      } else {                   // the same steps are taken: rounding is left
        CHECK(static_cast<double>(nfe) == recorded);
        CHECK(d.log_density < 1e-8);
        CHECK(d.latent < 1e-8);
      }
    };
    check("rademacher", signs, RademacherProbes{});
    check("rademacher_flip", flipped, RademacherProbes{});
    check("gaussian", normals, GaussianProbes{});
  });
}

TEST_CASE("at a tight tolerance the exact trace gives the density, but for the prior at the end") {
  const Eigen::ArrayX2d data = array(file().at("data"));
  for_every_sde(file(), [&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const auto at = [&](const std::string& tensor) -> Eigen::ArrayXd {
      return array(file().at(name + "." + tensor)).col(0);
    };
    const auto got =
        log_likelihood(sde, components(), data, tolerance(1e-10), Replay<double, 2>{data, {}});
    CHECK((got.log_density - at("tight.logp_exact_trace")).abs().maxCoeff() < 1e-8);
    CHECK((got.latent - array(file().at(name + ".tight.z"))).abs().maxCoeff() < 1e-7);

    const auto with_truth =
        log_likelihood(sde, components(), data, tolerance(1e-10), Replay<double, 2>{data, {}}, 0,
                       LikelihoodOptions{.end = ModelAtEnd{}});
    CHECK((with_truth.log_density - at("analytic.logp_eps")).abs().maxCoeff() < 1e-8);
    const Eigen::ArrayXd prior = with_truth.log_density - got.log_density;
    Eigen::ArrayXd wanted = at("analytic.logp_T_of_tight_z");
    const Eigen::ArrayXXd z = array(file().at(name + ".tight.z"));
    for (Eigen::Index i = 0; i < wanted.size(); ++i)
      wanted[i] -= sde.prior().log_density(z.row(i).square().sum(), 2);
    CHECK((prior - wanted).abs().maxCoeff() < 1e-8);
  });
}

TEST_CASE("the published ODE sampler is reproduced, with and without its last denoising step") {
  for_every_sde(file(), [&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const Eigen::ArrayX2d recorded = array(file().at(name + ".ode.z"));
    const Eigen::ArrayX2d normals = recorded / sde.prior().deviation;
    const double eps = name == "vesde" ? 1e-5 : 1e-3;
    const auto run = [&](double tol, std::optional<Interval> last) {
      return sample_flow(sde, components(), tolerance(tol), Replay<double, 2>{normals, {}}, 0,
                         FlowOptions{.eps = eps, .denoise = last});
    };
    const auto plain = run(1e-5, {});
    CHECK(static_cast<double>(plain.effort.nfe) == file().at(name + ".f64.ode.nfe").values.at(0));
    CHECK((plain.x - array(file().at(name + ".f64.ode.x_out"))).abs().maxCoeff() < 1e-8);
    const auto tight = run(1e-10, {});
    CHECK((tight.x - array(file().at(name + ".tight.ode.x_out"))).abs().maxCoeff() < 1e-8);

    const Interval last = published_step(eps, 0, 1000);
    const auto denoised = run(1e-5, last);
    CHECK((denoised.x - array(file().at(name + ".f64.ode_denoise.x_out"))).abs().maxCoeff() < 1e-8);
    CHECK(denoised.effort.nfe == plain.effort.nfe + 1);  // the published count leaves it out
  });
}
