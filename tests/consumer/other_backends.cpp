// xtensor's containers, and the GPU's text on the host.
#include <scoresde/cuda/on_host.hpp>
#include <scoresde/scoresde.hpp>
#include <scoresde/xtensor/xtensor.hpp>

int main() {
  using namespace scoresde;
  const VpSde sde;
  const auto run = [&](const auto& place) {
    return sample(sde, IsotropicGaussian{}, uniform(sde, 10), EulerMaruyama{}, Identity{}, place,
                  1);
  };
  const auto by_xtensor = run(XtensorCpu<2>{.samples = 100});
  const auto on_host = run(CudaOnHost<2>{.samples = 100});
  return by_xtensor.status && on_host.status ? 0 : 1;
}
