// The exact score of a data set: what a network that has learned its training set by heart
// predicts. The model wants the whole batch, as two matrix products.
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  // Eight images of 4 x 4 pixels, an image a row: a bar across or down.
  Eigen::ArrayXXf images = Eigen::ArrayXXf::Zero(8, 16);
  for (int bar = 0; bar < 4; ++bar)
    for (int i = 0; i < 4; ++i) images(bar, 4 * bar + i) = images(4 + bar, 4 * i + bar) = 1;

  const VeSde sde;
  const double bandwidth = 0.05;  // the data, each blurred by so much
  const DataSet score(images, bandwidth);
  const auto result = sample(sde, score, published(sde, 200), ReverseDiffusion{}, Identity{},
                             WholeBatch<float>{.samples = 1000, .dimension = 16}, 7);

  Eigen::ArrayXi found = Eigen::ArrayXi::Zero(8);
  float farthest = 0;
  for (const auto& x : result.mean.rowwise()) {
    Eigen::Index nearest;
    const float square = (images.rowwise() - x).square().rowwise().sum().minCoeff(&nearest);
    farthest = std::max(farthest, std::sqrt(square / 16));
    ++found[nearest];
  }
  std::printf("of %d samples every image is the nearest of %s\n", found.sum(),
              (found > 80 && found < 170).all() ? "80 to 170" : "too few or too many");
  std::printf("and its pixels are off by %.1f bandwidths at most, in root mean square\n",
              farthest / bandwidth);
}

// Expected output:
// of 1000 samples every image is the nearest of 80 to 170
// and its pixels are off by 1.7 bandwidths at most, in root mean square
