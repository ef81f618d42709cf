// Reads one element past the end of an array on the heap.
#include <cstdio>
#include <memory>

int main(int argc, char**) {
  const auto size = static_cast<std::size_t>(argc) + 15;
  const auto data = std::make_unique<int[]>(size);
  std::printf("%d\n", data[size]);
}
