#include <cstdio>
#include <scoresde/scoresde.hpp>
#include <scoresde/torch/network_score.hpp>
#include <scoresde/torch/tensors.hpp>

int main() {
  using namespace scoresde;
  const VpSde sde;
  const auto score = predicts_on_tensors<Score>(
      [](const at::Tensor& x, const at::Tensor&) { return -x; }, TimeLabel{});
  const auto result = sample(sde, score, published(sde, 100), ReverseDiffusion{}, Langevin{},
                             Tensors<>{.samples = 1000, .shape = {1, 4, 4}}, 1);
  const auto finite = result.x.isfinite().flatten(1).all(1).sum().item<std::int64_t>();
  std::printf("%ld of 1000 samples are finite\n", static_cast<long>(finite));
}
