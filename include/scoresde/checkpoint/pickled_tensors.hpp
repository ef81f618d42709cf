// The few callables that a pickle may name, and what is made of them instead of calling them.
#pragma once
#include <scoresde/checkpoint/pickle.hpp>

namespace scoresde {

inline constexpr std::array<std::pair<std::string_view, ElementType>, 10> torch_storages{
    {{"FloatStorage", ElementType::F32},
     {"DoubleStorage", ElementType::F64},
     {"HalfStorage", ElementType::F16},
     {"BFloat16Storage", ElementType::BF16},
     {"LongStorage", ElementType::I64},
     {"IntStorage", ElementType::I32},
     {"ShortStorage", ElementType::I16},
     {"CharStorage", ElementType::I8},
     {"ByteStorage", ElementType::U8},
     {"BoolStorage", ElementType::Boolean}}};

inline void Pickle::global(const std::string& module, const std::string& name) {
  static constexpr std::string_view known[] = {"torch._utils._rebuild_tensor_v2",
                                               "torch._utils._rebuild_parameter",
                                               "collections.OrderedDict"};
  const std::string full = module + '.' + name;
  for (const std::string_view k : known)
    if (full == k) return push(pickle::Callable{k});
  if (module == "torch")
    for (const auto& [storage, type] : torch_storages)
      if (name == storage) return push(pickle::Callable{storage});
  refuse("names the callable \"" + full + "\", expected are tensors and plain containers");
}

// (storage, offset, size, stride, requires_grad, hooks) as a tensor; (tensor, ...) as a parameter;
// an empty OrderedDict.
inline void Pickle::reduce() {
  const pickle::List arguments = as<pickle::List>(pop(), "a tuple of arguments");
  const std::string_view name = as<pickle::Callable>(pop(), "a callable").name;
  const auto& a = arguments.items;
  const auto argument = [&](std::size_t i) { return const_cast<Node*>(a.at(i)); };
  if (name == "collections.OrderedDict") {
    if (!a.empty()) refuse("expected an OrderedDict made empty");
    return push(pickle::Dict{});
  }
  if (name == "torch._utils._rebuild_parameter") {
    if (a.size() != 3) refuse("expected a parameter made of three arguments");
    const TensorView tensor = as<TensorView>(argument(0), "a tensor in a parameter");
    return push(tensor);
  }
  if (name != "torch._utils._rebuild_tensor_v2" || a.size() < 6 || a.size() > 7)
    refuse("expected a tensor made of six arguments");
  const auto& storage = as<pickle::Storage>(argument(0), "a storage");
  const std::int64_t offset = as<std::int64_t>(argument(1), "an offset");
  TensorView view{
      .name = "", .type = storage.type, .shape = naturals(a[2]), .stride = naturals(a[3])};
  if (offset < 0 || view.shape.size() != view.stride.size())
    refuse("expected a tensor with an offset and as many strides as sides");
  const std::int64_t count = count_of(view.shape);
  if (count < 0) refuse("expected a shape that can be counted");
  std::int64_t extent = count == 0 ? 0 : 1;  // from the first element to the last one's end
  for (std::size_t d = 0; count > 0 && d < view.shape.size(); ++d) {
    std::int64_t reach = 0;
    if (!multiplied(view.shape[d] - 1, view.stride[d], reach) ||
        __builtin_add_overflow(extent, reach, &extent))
      refuse("expected strides that stay within the storage");
  }
  if (count > storage.numbers) refuse("expected no more numbers in a tensor than in its storage");
  if (offset > storage.numbers || extent > storage.numbers - offset)
    refuse("expected a tensor within its storage of " + std::to_string(storage.numbers) +
           " numbers");
  const std::size_t width = bytes_of(storage.type);
  const std::size_t first = static_cast<std::size_t>(offset) * width;
  if (!storage.bytes.empty() || extent == 0)
    view.bytes =
        storage.bytes.subspan(extent == 0 ? 0 : first, static_cast<std::size_t>(extent) * width);
  view.offset = storage.offset + first;
  push(std::move(view));
}

inline void Pickle::build() {  // a state dict's own attributes are of no use here
  (void)pop();
  (void)as<pickle::Dict>(top(), "a dict that attributes are given to");
}

// ('storage', type, key, where, numbers[, None])
inline void Pickle::persistent() {
  const pickle::List id = as<pickle::List>(pop(), "a tuple that names a storage");
  const auto& a = id.items;
  const auto part = [&](std::size_t i) { return const_cast<Node*>(a[i]); };
  if (a.size() < 5 || a.size() > 6 || as<std::string>(part(0), "a text") != "storage")
    refuse("expected a storage of five parts");
  if (a.size() == 6) (void)as<pickle::Nothing>(part(5), "no view of another storage");
  const std::string_view type = as<pickle::Callable>(part(1), "a type of storage").name;
  const std::int64_t numbers = as<std::int64_t>(part(4), "a count of numbers");
  for (const auto& [name, element] : torch_storages)
    if (name == type) {
      const auto width = static_cast<std::int64_t>(bytes_of(element));
      std::int64_t bytes = 0;
      if (!multiplied(numbers, width, bytes)) refuse("expected a storage that can be counted");
      return push(storages_(cursor_, as<std::string>(part(2), "a key"), element, numbers));
    }
  refuse("expected a known type of storage");
}

}  // namespace scoresde
