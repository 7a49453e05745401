// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "libcommon/base/error.hpp"

namespace dovetail::base {

// The failure half of a Result, so that `return Unexpected(error)` needs no type. Named as std::unexpected.
template <class E>
class Unexpected {
 public:
  explicit Unexpected(E error) : error_(std::move(error)) {}
  const E& error() const& { return error_; }
  E&& error() && { return std::move(error_); }

 private:
  E error_;
};

// A value or the reason why there is none: failure is a value, exceptions do not cross a module. The names
// are those of std::expected (C++23), of which this becomes an alias once the baseline reaches it. Reading
// the half that is not there is a bug of the caller and asserts.
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  using error_type = E;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // implicit, as std::expected
  template <class G>
  requires std::is_constructible_v<E, G&&> Result(Unexpected<G> failure)
      : state_(std::in_place_index<1>, std::move(failure).error()) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& operator*() & { return *checked(); }
  const T& operator*() const& { return *checked(); }
  T&& operator*() && { return std::move(*checked()); }
  T* operator->() { return checked(); }
  const T* operator->() const { return checked(); }
  T& value() & { return *checked(); }
  const T& value() const& { return *checked(); }
  T&& value() && { return std::move(*checked()); }

  template <class U>
  T value_or(U&& other) const& {
    return has_value() ? std::get<0>(state_) : static_cast<T>(std::forward<U>(other));
  }

  E& error() & { return *checked_error(); }
  const E& error() const& { return *checked_error(); }
  E&& error() && { return std::move(*checked_error()); }

 private:
  T* checked() {
    assert(has_value());
    return std::get_if<0>(&state_);
  }
  const T* checked() const {
    assert(has_value());
    return std::get_if<0>(&state_);
  }
  E* checked_error() {
    assert(!has_value());
    return std::get_if<1>(&state_);
  }
  const E* checked_error() const {
    assert(!has_value());
    return std::get_if<1>(&state_);
  }

  std::variant<T, E> state_;
};

// Success without a value, or a failure.
template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  using value_type = void;
  using error_type = E;

  Result() = default;
  template <class G>
  requires std::is_constructible_v<E, G&&> Result(Unexpected<G> failure)
      : error_(std::move(failure).error()) {}

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  void value() const { assert(has_value()); }

  E& error() & {
    assert(error_);
    return *error_;
  }
  const E& error() const& {
    assert(error_);
    return *error_;
  }
  E&& error() && {
    assert(error_);
    return std::move(*error_);
  }

 private:
  std::optional<E> error_;
};

}  // namespace dovetail::base
