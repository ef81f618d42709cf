// What a pickle holds: plain containers, numbers, texts and tensors. Values are shared, as in
// Python; a Pickled is a reference to one, valid for as long as its reader lives.
#pragma once
#include <deque>
#include <scoresde/checkpoint/tensor_view.hpp>
#include <utility>
#include <variant>

namespace scoresde {

namespace pickle {

struct Node;
struct Nothing {};
struct List {  // a list or a tuple
  std::vector<const Node*> items;
};
struct Dict {  // in the order of the file
  std::vector<std::pair<const Node*, const Node*>> items;
};
struct Callable {  // one of the few that are known; nothing is ever called
  std::string_view name;
};
struct Storage {
  ElementType type;
  std::int64_t numbers;
  std::span<const std::byte> bytes;
  std::uint64_t offset;
};
struct Node {
  std::variant<Nothing, bool, std::int64_t, double, std::string, List, Dict, TensorView, Callable,
               Storage>
      value;
};

}  // namespace pickle

class Pickled {
 public:
  Pickled(const pickle::Node& node, std::string file, std::string place = "")
      : node_(&node), file_(std::move(file)), place_(std::move(place)) {}

  bool is_none() const { return holds<pickle::Nothing>(); }
  bool is_tensor() const { return holds<TensorView>(); }
  bool is_dict() const { return holds<pickle::Dict>(); }
  bool is_list() const { return holds<pickle::List>(); }

  // What it is; each throws std::runtime_error that names the place where it is something else.
  std::int64_t as_integer() const { return as<std::int64_t>("a whole number"); }
  double as_number() const {
    return holds<std::int64_t>() ? static_cast<double>(as_integer()) : as<double>("a number");
  }
  const std::string& as_string() const { return as<std::string>("a text"); }
  // Named by the keys that lead to it.
  TensorView as_tensor() const {
    TensorView view = as<TensorView>("a tensor");
    view.name = place_;
    return view;
  }

  std::size_t size() const {
    return is_dict() ? as<pickle::Dict>("").items.size()
                     : as<pickle::List>("a list or a dict").items.size();
  }
  Pickled operator[](std::size_t i) const {
    return {*as<pickle::List>("a list").items.at(i), file_, place_ + '[' + std::to_string(i) + ']'};
  }
  // The member of a dict under a text; the last one where the key stands twice, as in Python.
  bool contains(const std::string& key) const { return find(key) != nullptr; }
  Pickled at(const std::string& key) const {
    const pickle::Node* found = find(key);
    if (!found) refuse("with a member \"" + key + '"');
    return {*found, file_, inner(key)};
  }
  // entry(key, member) for every member of a dict whose key is a text.
  void each(const auto& entry) const {
    for (const auto& [key, member] : as<pickle::Dict>("a dict").items)
      if (const auto* text = std::get_if<std::string>(&key->value))
        entry(*text, Pickled(*member, file_, inner(*text)));
  }
  [[noreturn]] void refuse(const std::string& what) const {
    throw std::runtime_error(file_ + ": " + (place_.empty() ? "the whole" : '"' + place_ + '"') +
                             " expected " + what);
  }

 private:
  template <class T>
  bool holds() const {
    return std::holds_alternative<T>(node_->value);
  }
  template <class T>
  const T& as(const char* what) const {
    if (!holds<T>()) refuse(what);
    return std::get<T>(node_->value);
  }
  const pickle::Node* find(const std::string& key) const {
    const pickle::Node* found = nullptr;
    for (const auto& [name, member] : as<pickle::Dict>("a dict").items)
      if (const auto* text = std::get_if<std::string>(&name->value); text && *text == key)
        found = member;
    return found;
  }
  std::string inner(const std::string& key) const {
    return place_.empty() ? key : place_ + '.' + key;
  }

  const pickle::Node* node_;
  std::string file_, place_;
};

}  // namespace scoresde
