// Device code may call the step texts, the noise and the built-in SDEs' functions of time: this
// file compiles wherever there is an nvcc, and is not run. Plans and prepared scores are made on
// the host and passed by value.
#include <scoresde/scoresde.hpp>

namespace scoresde {

template <class T, class Prior>
__global__ void trajectories(T trajectory, Prior prior, std::uint64_t seed, std::size_t samples,
                             float* out) {
  const std::uint64_t i = std::uint64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  using Sample = Point<float, 2>;
  AddressedNoise<Sample> prior_noise(seed, Purpose::prior, i), noise(seed, Purpose::step, i);
  const Sample z = prior_noise();
  Sample x = prior(z), mean = x;
  const long calls = trajectory(x, mean, noise, Nobody{});
  if (i < samples) {
    for (int d = 0; d < 2; ++d) out[d * samples + i] = x[d] + 0 * mean[d];
    if (calls == 0) out[i] = 0;
  }
}

template <class S>
__global__ void functions_of_time(S sde, double t, double* out) {
  out[0] = sde.drift(t);
  out[1] = sde.diffusion(t);
  out[2] = sde.alpha(t);
  out[3] = sde.sigma(t);
  out[4] = sde.half_log_snr(t);
}

template <class S, class M, class P, class C>
void compile_sampler(const S& sde, const M& model, const P& predictor, const C& corrector) {
  const auto plan =
      make_plan<float>(sde, model, published(sde, 100), predictor, corrector, CorrectorFirst{});
  const auto launch = [&]<class A, class B>(const Plan<A, B>& made) {
    trajectories<<<1, 256>>>(Trajectory<CorrectorFirst, M, A, B>{model, made.steps, made.at_end},
                             sde.prior(), 1, 256, static_cast<float*>(nullptr));
  };
  launch(plan);
}

template <class S>
void compile_sde(const S& sde) {
  functions_of_time<<<1, 1>>>(sde, 0.5, static_cast<double*>(nullptr));
  const auto ring = as<float>(IsotropicMixture<2, 8>{});
  compile_sampler(sde, ring, EulerMaruyama{}, None{});
  compile_sampler(sde, ring, ReverseDiffusion{}, LangevinOver<OverSample>{});
  compile_sampler(sde, ring, Ancestral{}, AnnealedLangevin{});
  compile_sampler(sde, GaussianMixture<2, 3>{}, ProbabilityFlow<EulerMaruyama>{},
                  Repeated{HamiltonianMonteCarlo{}, 2});
  compile_sampler(sde, IsotropicGaussian{}, None{}, NcsnLangevin{});
}

void compile() {
  compile_sde(VeSde{});
  compile_sde(VpSde{});
  compile_sde(SubVpSde{});
  compile_sde(EdmSde{});
  compile_sde(CosineSde{});
  compile_sde(LinearLogSnrSde{});
}

}  // namespace scoresde
