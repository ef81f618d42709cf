// expect: bits_per_dim
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  return bits_per_dim(-1.4, 2) > 0;  // on which grid?
}
