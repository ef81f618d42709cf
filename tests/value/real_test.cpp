#include <doctest/doctest.h>

#include <scoresde/value/real.hpp>
#include <type_traits>

namespace {

using scoresde::as;

template <class Real>
struct One {
  Real a;
};
template <class Real>
struct Inner {
  Real value;
  int count;
};
template <class Real>
struct Nested {
  std::array<Real, 3> weights;
  Inner<Real> inner;
  std::vector<Inner<Real>> all;
  bool flag;
};
template <class Real>
struct Two {
  Real a, b;
};
template <class Real>
struct Three {
  Real a, b, c;
};
template <class Real>
struct Four {
  Real a, b, c, d;
};
template <class Real>
struct Five {
  Real a, b, c, d, e;
};
template <class Real>
struct Six {
  Real a, b, c, d, e, f;
};
template <class Real>
struct Seven {
  Real a, b, c, d, e, f, g;
};
template <class Real>
struct Eight {
  Real a, b, c, d, e, f, g, h;
};
template <class Real>
struct Tables {
  std::array<std::array<Real, 2>, 2> matrix;
  std::array<Real, 0> empty;
  std::array<Inner<Real>, 2> pairs;
};

struct Own {  // converts itself
  double value;
  template <class Real>
  struct Same {
    Real value;
  };
  template <class Real>
  Same<Real> in() const {
    Same<Real> same{static_cast<Real>(2 * value)};
    return same;
  }
};
struct Plain {
  double value;
};
template <class Real>
struct WithOwn {
  Own own;
  Real value;
};

template <class To, class From>
void check_type(const From&) {
  static_assert(std::is_same_v<std::remove_cvref_t<From>, To>);
}

}  // namespace

TEST_CASE("a double becomes the place's real type, an integer stays") {
  check_type<float>(as<float>(0.1));
  CHECK(as<float>(0.1) == 0.1f);
  CHECK(as<double>(0.1) == 0.1);
  check_type<int>(as<float>(7));
  check_type<bool>(as<float>(true));
  check_type<long>(as<float>(7L));
}

TEST_CASE("aggregates of one to eight members are converted member by member") {
  CHECK(as<float>(One<double>{0.1}).a == 0.1f);
  CHECK(as<float>(Two<double>{0.1, 0.2}).b == 0.2f);
  CHECK(as<float>(Three<double>{1, 2, 0.3}).c == 0.3f);
  CHECK(as<float>(Four<double>{1, 2, 3, 0.4}).d == 0.4f);
  CHECK(as<float>(Five<double>{1, 2, 3, 4, 0.5}).e == 0.5f);
  CHECK(as<float>(Six<double>{1, 2, 3, 4, 5, 0.6}).f == 0.6f);
  CHECK(as<float>(Seven<double>{1, 2, 3, 4, 5, 6, 0.7}).g == 0.7f);
  const auto eight = as<float>(Eight<double>{0.1, 2, 3, 4, 5, 6, 7, 0.8});
  check_type<Eight<float>>(eight);
  CHECK(eight.a == 0.1f);
  CHECK(eight.g == 7.0f);
  CHECK(eight.h == 0.8f);
}

TEST_CASE("the conversion reaches into arrays, vectors and aggregates within") {
  const Nested<double> made{{0.1, 0.2, 0.3}, {0.4, 5}, {{0.6, 7}, {0.8, 9}}, true};
  const auto nested = as<float>(made);
  check_type<Nested<float>>(nested);
  CHECK(nested.weights[2] == 0.3f);
  CHECK(nested.inner.value == 0.4f);
  CHECK(nested.inner.count == 5);
  REQUIRE(nested.all.size() == 2);
  CHECK(nested.all[1].value == 0.8f);
  CHECK(nested.all[1].count == 9);
  CHECK(nested.flag);

  const Tables<double> tables{{{{0.1, 0.2}, {0.3, 0.4}}}, {}, {{{0.5, 6}, {0.7, 8}}}};
  const auto floats = as<float>(tables);
  CHECK(floats.matrix[1][0] == 0.3f);
  CHECK(floats.pairs[1].value == 0.7f);
  CHECK(floats.pairs[0].count == 6);
}

TEST_CASE("numbers in double stay what they are in double") {
  const Nested<double> made{{0.1, 0.2, 0.3}, {0.4, 5}, {}, false};
  const auto same = as<double>(made);
  check_type<Nested<double>>(same);
  CHECK(same.weights == made.weights);
}

TEST_CASE("a type that converts itself is asked to, and any other is left alone") {
  const auto own = as<float>(Own{1.5});
  check_type<Own::Same<float>>(own);
  CHECK(own.value == 3.0f);
  const auto plain = as<float>(Plain{1.5});
  check_type<Plain>(plain);
  CHECK(plain.value == 1.5);
}

TEST_CASE("the conversion is a constant expression") {
  static_assert(as<float>(Two<double>{0.5, 0.25}).b == 0.25f);
  CHECK(as<float>(Two<double>{0.5, 0.25}).a == 0.5f);
}
