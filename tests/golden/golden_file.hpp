// A golden file with its numbers as double, whatever they were stored as.
#pragma once
#include <map>
#include <scoresde/checkpoint/safetensors.hpp>

namespace scoresde::test {

// The numbers of a tensor, the last index fastest.
struct Tensor {
  std::string dtype;
  std::vector<std::size_t> shape;
  std::vector<double> values;
};

class GoldenFile {
 public:
  explicit GoldenFile(const std::filesystem::path& path) : path_(path) {
    const SafeTensors file(path);
    for (const TensorView& view : file.tensors())
      tensors_[view.name] = {
          std::string(name_of(view.type)), {view.shape.begin(), view.shape.end()}, values(view)};
    metadata_ = file.metadata();
  }
  bool contains(const std::string& name) const { return tensors_.contains(name); }
  const std::map<std::string, Tensor>& tensors() const { return tensors_; }
  const Tensor& at(const std::string& name) const { return find(tensors_, name); }
  const std::string& metadata(const std::string& name) const { return find(metadata_, name); }

 private:
  template <class T>
  const T& find(const std::map<std::string, T>& in, const std::string& name) const {
    const auto found = in.find(name);
    if (found == in.end()) throw std::out_of_range(path_.string() + ": has no \"" + name + '"');
    return found->second;
  }
  std::filesystem::path path_;
  std::map<std::string, Tensor> tensors_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace scoresde::test
