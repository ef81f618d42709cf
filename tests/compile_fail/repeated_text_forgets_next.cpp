// expect: TextReturnsNext.*end with: return next\(mean, noise\);
#include "text_forgets_next.hpp"

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), Identity{},
         Repeated{MySolver<AssignsTheState>{}, 3}, Cpu<2>{.samples = 1000}, 7);
}
