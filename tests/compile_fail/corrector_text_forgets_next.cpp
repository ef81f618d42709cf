// expect: TextReturnsNext.*end with: return next\(mean, noise\);
#include "text_forgets_next.hpp"

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), Identity{}, MySolver<MovesNothing>{},
         Cpu<2>{.samples = 1000}, 7);
}
