// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <memory>
#include <type_traits>
#include <utility>

namespace dovetail::base {

// A callable that can be moved but not copied, so that it may own what it captured (a message, a promise to
// answer). Becomes an alias of std::move_only_function when the baseline reaches C++23. Calling an empty one
// asserts.
template <class Signature>
class UniqueFunction;

template <class R, class... Args>
class UniqueFunction<R(Args...)> {
 public:
  UniqueFunction() = default;

  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, UniqueFunction> && std::is_invocable_r_v<R, F&, Args...>)
      UniqueFunction(F&& callable)  // implicit: a lambda is passed where a callback is wanted
      : target_(std::make_unique<Target<std::decay_t<F>>>(std::forward<F>(callable))) {}

  explicit operator bool() const { return target_ != nullptr; }

  R operator()(Args... args) {
    assert(target_);
    return target_->call(std::forward<Args>(args)...);
  }

 private:
  struct Callable {
    virtual ~Callable() = default;
    virtual R call(Args... args) = 0;
  };
  template <class F>
  struct Target final : Callable {
    explicit Target(F callable) : function(std::move(callable)) {}
    R call(Args... args) override { return static_cast<R>(function(std::forward<Args>(args)...)); }
    F function;
  };

  std::unique_ptr<Callable> target_;
};

}  // namespace dovetail::base
