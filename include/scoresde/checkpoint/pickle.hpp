// A reader of Python's pickles that makes tensors and plain containers and nothing else: a pickle
// that names any other callable is refused, and none is ever called (CPython, Lib/pickletools.py;
// torch/_utils.py for what tensors are made of). Every instruction makes at most one value, so the
// memory is bounded by the pickle's length; values are shared, so no structure multiplies it.
#pragma once
#include <functional>
#include <map>
#include <scoresde/checkpoint/mapped_file.hpp>
#include <scoresde/checkpoint/pickled.hpp>

namespace scoresde {

class Pickle {
  using Node = pickle::Node;

 public:
  // The bytes of a storage by its key, of which the pickle says that it has so many of this type.
  using Storages = std::function<pickle::Storage(const Cursor&, const std::string& key, ElementType,
                                                 std::int64_t numbers)>;

  // Reads one pickle from the cursor on. Throws FileError with the offset of what is wrong.
  Pickle(Cursor& cursor, Storages storages) : cursor_(cursor), storages_(std::move(storages)) {
    while (!root_) step();
  }
  const Node& root() const { return *root_; }

 private:
  [[noreturn]] void refuse(const std::string& what) const { cursor_.refuse_at(start_, what); }
  std::size_t length(std::uint64_t count) const {
    if (count > cursor_.left()) refuse("expected a text within the file");
    return static_cast<std::size_t>(count);
  }

  void push(auto value) { stack_.push_back(&nodes_.emplace_back(Node{std::move(value)})); }
  Node* pop() {
    if (stack_.size() <= floor()) refuse("expected a value on the pickle's stack");
    Node* top = stack_.back();
    stack_.pop_back();
    return top;
  }
  std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
  Node* top() {
    Node* node = pop();
    stack_.push_back(node);
    return node;
  }
  std::vector<Node*> pop_to_mark() {
    if (marks_.empty()) refuse("expected a mark on the pickle's stack");
    const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<Node*> items(from, stack_.end());
    stack_.erase(from, stack_.end());
    marks_.pop_back();
    return items;
  }
  template <class T>
  T& as(Node* node, const char* what) const {
    if (auto* held = std::get_if<T>(&node->value)) return *held;
    refuse(std::string("expected ") + what);
  }
  void tuple(std::size_t count) {
    pickle::List items;
    items.items.resize(count);
    for (std::size_t i = count; i-- > 0;) items.items[i] = pop();
    push(std::move(items));
  }
  void set(pickle::Dict& dict, const std::vector<Node*>& items) {
    if (items.size() % 2) refuse("expected pairs of keys and members");
    for (std::size_t i = 0; i < items.size(); i += 2)
      dict.items.push_back({items[i], items[i + 1]});
  }

  void step();
  void reduce();
  void build();
  void persistent();
  void global(const std::string& module, const std::string& name);
  std::string line() {
    std::string text;
    for (char c; (c = static_cast<char>(cursor_.byte("a line"))) != '\n';) text += c;
    return text;
  }
  std::vector<std::int64_t> naturals(const Node* node) {
    std::vector<std::int64_t> all;
    for (const Node* item : as<pickle::List>(const_cast<Node*>(node), "a tuple").items) {
      const auto* n = std::get_if<std::int64_t>(&item->value);
      if (!n || *n < 0) refuse("expected natural numbers as a tensor's size, stride and offset");
      all.push_back(*n);
    }
    return all;
  }

  Cursor& cursor_;
  Storages storages_;
  std::size_t start_ = 0;  // of the instruction that is read
  std::deque<Node> nodes_;
  std::vector<Node*> stack_;
  std::vector<std::size_t> marks_;
  std::map<std::uint64_t, Node*> memory_;
  const Node* root_ = nullptr;
};

inline void Pickle::step() {
  start_ = cursor_.at();
  const std::uint8_t code = cursor_.byte("an instruction of a pickle");
  const auto u8 = [&] { return cursor_.byte("a pickle"); };
  const auto u32 = [&] { return cursor_.little_endian<std::uint32_t>("a pickle"); };
  const auto u64 = [&] { return cursor_.little_endian<std::uint64_t>("a pickle"); };
  const auto text = [&](std::uint64_t n) { return cursor_.text(length(n), "a text"); };
  const auto recall = [&](std::uint64_t key) {
    const auto found = memory_.find(key);
    if (found == memory_.end()) refuse("expected a value that was put there before");
    stack_.push_back(found->second);
  };
  switch (code) {
    case 0x80:  // PROTO
      if (u8() > 5) refuse("expected a pickle of protocol 5 or before");
      break;
    case 0x95: (void)u64(); break;  // FRAME
    case '.':                       // STOP
      root_ = pop();
      if (!stack_.empty() || !marks_.empty()) refuse("expected one value at the end of a pickle");
      break;
    case '(': marks_.push_back(stack_.size()); break;
    case '0': (void)pop(); break;
    case '1': (void)pop_to_mark(); break;
    case 'N': push(pickle::Nothing{}); break;
    case 0x88: push(true); break;
    case 0x89: push(false); break;
    case 'J': push(std::int64_t{static_cast<std::int32_t>(u32())}); break;
    case 'K': push(std::int64_t{u8()}); break;
    case 'M': push(std::int64_t{cursor_.little_endian<std::uint16_t>("a pickle")}); break;
    case 0x8a: {  // LONG1: two's complement
      const auto bytes = cursor_.take(u8(), "a number");
      if (bytes.size() > 8) refuse("expected a number of 64 bits");
      std::uint64_t n =
          !bytes.empty() && (bytes.back() & std::byte{0x80}) != std::byte{} ? ~0ull : 0;
      for (std::size_t i = bytes.size(); i-- > 0;)
        n = n << 8 | std::to_integer<std::uint64_t>(bytes[i]);
      push(static_cast<std::int64_t>(n));
      break;
    }
    case 'G': {  // BINFLOAT: the highest byte first
      std::uint64_t bits = 0;
      for (const std::byte b : cursor_.take(8, "a number"))
        bits = bits << 8 | std::to_integer<std::uint64_t>(b);
      push(std::bit_cast<double>(bits));
      break;
    }
    case 'X':
    case 'T': push(text(u32())); break;
    case 0x8c:
    case 'U': push(text(u8())); break;
    case 0x8d: push(text(u64())); break;
    case '}': push(pickle::Dict{}); break;
    case ']':
    case ')': push(pickle::List{}); break;
    case 0x85:
    case 0x86:
    case 0x87: tuple(code - 0x84u); break;
    case 't': {
      const std::vector<Node*> items = pop_to_mark();
      push(pickle::List{{items.begin(), items.end()}});
      break;
    }
    case 'a': {
      Node* item = pop();
      as<pickle::List>(top(), "a list to append to").items.push_back(item);
      break;
    }
    case 'e': {
      const std::vector<Node*> items = pop_to_mark();
      auto& list = as<pickle::List>(top(), "a list to append to").items;
      list.insert(list.end(), items.begin(), items.end());
      break;
    }
    case 's': {
      Node* member = pop();
      Node* key = pop();
      set(as<pickle::Dict>(top(), "a dict"), {key, member});
      break;
    }
    case 'u': {
      const std::vector<Node*> items = pop_to_mark();
      set(as<pickle::Dict>(top(), "a dict"), items);
      break;
    }
    case 'q': memory_[u8()] = top(); break;
    case 'r': memory_[u32()] = top(); break;
    case 0x94: memory_[memory_.size()] = top(); break;
    case 'h': recall(u8()); break;
    case 'j': recall(u32()); break;
    case 'c': {
      const std::string module = line();
      global(module, line());
      break;
    }
    case 0x93: {
      const std::string name = as<std::string>(pop(), "a name");
      global(as<std::string>(pop(), "a module"), name);
      break;
    }
    case 'R': reduce(); break;
    case 'b': build(); break;
    case 'Q': persistent(); break;
    default:
      refuse("has the instruction " + std::to_string(code) +
             ", expected one that makes plain values");
  }
}

}  // namespace scoresde

#include <scoresde/checkpoint/pickled_tensors.hpp>
