// expect: ::Real
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct MyPlace {
  using Sample = scoresde::Point<double, 1>;
  auto run(const auto&, const auto&, std::uint64_t, const auto&) const { return 0; }
};

int main() {
  using namespace scoresde;
  sample(VpSde{}, IsotropicGaussian{}, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{}, MyPlace{},
         7);
}
