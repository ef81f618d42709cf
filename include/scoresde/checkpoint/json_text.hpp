// As much of JSON (RFC 8259) as the header of a safetensors file has: objects, arrays, strings and
// natural numbers, read one after another as the caller expects them. There is no recursion, so
// there is no depth to be exhausted.
#pragma once
#include <scoresde/checkpoint/mapped_file.hpp>

namespace scoresde {

class JsonText {
 public:
  JsonText(std::string path, std::span<const std::byte> text, std::uint64_t offset_in_file)
      : cursor_(std::move(path), text, offset_in_file), text_(text) {}

  std::size_t at() const { return cursor_.at(); }
  [[noreturn]] void refuse(const std::string& expected) const { cursor_.refuse(expected); }
  [[noreturn]] void refuse_at(std::size_t at, const std::string& expected) const {
    cursor_.refuse_at(at, expected);
  }

  // Calls entry(name) for every member of an object; it has to read the member's value.
  void object(const auto& entry) {
    expect('{');
    if (accept('}')) return;
    do {
      skip_space();
      const std::size_t start = at();
      const std::string name = string();
      expect(':');
      entry(name, start);
    } while (accept(','));
    expect('}');
  }
  void array(const auto& element) {
    expect('[');
    if (accept(']')) return;
    do element();
    while (accept(','));
    expect(']');
  }
  std::string string() {
    skip_space();
    if (peek() != '"') refuse("expected a string in JSON");
    cursor_.byte("JSON");
    std::string read;
    for (;;) {
      const std::size_t start = at();
      const std::uint8_t c = cursor_.byte("a string in JSON");
      if (c == '"') return read;
      if (c < 0x20) cursor_.refuse_at(start, "expected no control character in a string of JSON");
      if (c == '\\')
        escaped(read, start);
      else if (c < 0x80)
        read += static_cast<char>(c);
      else
        several_bytes(read, c, start);
    }
  }
  // A natural number below 2^63, without a sign, a fraction or an exponent.
  std::int64_t natural() {
    skip_space();
    const std::size_t start = at();
    std::int64_t number = 0;
    int digits = 0;
    for (; peek() >= '0' && peek() <= '9'; ++digits) {
      const int digit = static_cast<int>(cursor_.byte("JSON")) - '0';
      if (__builtin_mul_overflow(number, std::int64_t{10}, &number) ||
          __builtin_add_overflow(number, std::int64_t{digit}, &number))
        refuse_at(start, "expected a number below 2^63");
      if (digits > 0 && number < 10) refuse_at(start, "expected a number without leading zeros");
    }
    if (digits == 0) refuse("expected a natural number in JSON");
    if (peek() == '.' || peek() == 'e' || peek() == 'E') refuse("expected a whole number");
    return number;
  }
  // Nothing but spaces may follow.
  void end() {
    skip_space();
    if (cursor_.left() > 0) refuse("expected the end of the JSON text");
  }

 private:
  int peek() const { return cursor_.left() ? std::to_integer<int>(text_[at()]) : -1; }
  void skip_space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')
      cursor_.byte("JSON");
  }
  bool accept(char c) {
    skip_space();
    if (peek() != c) return false;
    cursor_.byte("JSON");
    return true;
  }
  void expect(char c) {
    if (!accept(c)) refuse(std::string("expected '") + c + "' in JSON");
  }

  // UTF-8 of two to four bytes, the shortest form only, no halves of surrogates (RFC 3629).
  void several_bytes(std::string& read, std::uint8_t first, std::size_t start) {
    const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    std::uint32_t point = first & (0x3fu >> more);
    bool valid = first >= 0xc2 && first <= 0xf4;
    read += static_cast<char>(first);
    for (int i = 0; i < more; ++i) {
      const std::uint8_t c = cursor_.byte("UTF-8");
      valid = valid && (c & 0xc0) == 0x80;
      point = point << 6 | (c & 0x3fu);
      read += static_cast<char>(c);
    }
    constexpr std::uint32_t least[] = {0x80, 0x800, 0x10000};
    if (!valid || point < least[more - 1] || point > 0x10ffff || (point & 0x1ff800u) == 0xd800)
      refuse_at(start, "expected UTF-8");
  }
  void escaped(std::string& read, std::size_t start) {
    const std::uint8_t c = cursor_.byte("an escape in JSON");
    constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
    if (const auto found = from.find(static_cast<char>(c)); found != from.npos) {
      read += to[found];
      return;
    }
    if (c != 'u') refuse_at(start, "expected a known escape in JSON");
    std::uint32_t point = four_digits();
    if (point >= 0xd800 && point < 0xdc00) {  // the first half of a pair
      const bool pair = cursor_.byte("a surrogate") == '\\' && cursor_.byte("a surrogate") == 'u';
      const std::uint32_t low = pair ? four_digits() : 0;
      if (low < 0xdc00 || low > 0xdfff) refuse_at(start, "expected the other half of a surrogate");
      point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
    } else if (point >= 0xdc00 && point < 0xe000) {
      refuse_at(start, "expected the first half of a surrogate before the second");
    }
    const auto put = [&](std::uint32_t byte) { read += static_cast<char>(byte); };
    if (point < 0x80) return put(point);
    if (point < 0x800) {
      put(0xc0 | point >> 6);
    } else if (point < 0x10000) {
      put(0xe0 | point >> 12);
      put(0x80 | (point >> 6 & 0x3f));
    } else {
      put(0xf0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3f));
      put(0x80 | (point >> 6 & 0x3f));
    }
    put(0x80 | (point & 0x3f));
  }
  std::uint32_t four_digits() {
    std::uint32_t number = 0;
    for (int i = 0; i < 4; ++i) {
      const std::size_t start = at();
      const int c = cursor_.byte("an escape in JSON");
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) refuse_at(start, "expected a hexadecimal digit");
      number = number << 4 | static_cast<std::uint32_t>(digit);
    }
    return number;
  }

  Cursor cursor_;
  std::span<const std::byte> text_;
};

}  // namespace scoresde
