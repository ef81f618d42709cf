// Uses the core alone: the standard library is all that it needs.
#include <cstdio>
#include <scoresde/scoresde.hpp>

int main() { std::printf("alpha(1) = %g\n", scoresde::VpSde{}.alpha(1)); }
