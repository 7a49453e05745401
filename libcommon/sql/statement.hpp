// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>

#include "libcommon/base/result.hpp"

namespace dovetail::sql {

// What an engine implements; used through Statement only.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual void bind_text(int parameter, std::string_view text) = 0;
  virtual void bind_blob(int parameter, std::string_view bytes) = 0;
  virtual void bind_integer(int parameter, std::int64_t value) = 0;
  virtual void bind_null(int parameter) = 0;
  virtual base::Result<bool> step() = 0;
  virtual base::Result<bool> next_result() = 0;
  virtual void reset() noexcept = 0;
  virtual int columns() const = 0;
  virtual std::string_view name(int column) const = 0;
  virtual bool is_null(int column) const = 0;
  virtual std::string_view text(int column) = 0;
  virtual std::int64_t integer(int column) = 0;
  virtual void release() noexcept = 0;   // the last call: back into the cache, or deletes itself
};

// A statement in use: bind, step through the rows, read columns. Its end resets it, so no read lock stays behind,
// and returns it to the cache of its Database, which must outlive it. Move-only; on the thread of its Database.
class Statement {
 public:
  explicit Statement(Cursor* cursor) : cursor_(cursor) {}

  // Parameters ("?") count from 1; values are copied; those not bound are NULL. A number out of range is a misuse
  // that the next step() reports. Binding after a step needs reset() first.
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind_blob(int parameter, std::string_view bytes);
  Statement& bind_null(int parameter);
  template <class... Values>
  Statement& bind_all(const Values&... values) {   // parameters 1…n: text, integers, std::optional of them
    int parameter = 0;
    (bind_value(++parameter, values), ...);
    return *this;
  }

  base::Result<bool> step();      // true: a row can be read; false: this result is at its end
  base::Result<void> execute();   // steps to the very end, then reset()
  // Moves to the next result of a CALL or a text of several results; false: there was none. A result without
  // columns (an OK of the server) is a result, too.
  base::Result<bool> next_result();
  void reset();                   // ready to be bound and stepped again; forgets the bound values

  // The row of the last step(); columns count from 0 and must exist. Views hold until the next step or reset.
  int columns() const { return cursor_->columns(); }
  std::string_view name(int column) const { return cursor_->name(column); }
  bool is_null(int column) const { return cursor_->is_null(column); }
  std::string_view text(int column) { return cursor_->text(column); }         // NULL: ""; numbers in decimal
  std::int64_t integer(int column) { return cursor_->integer(column); }       // NULL or no number: 0
  std::optional<std::string_view> optional_text(int column);

 private:
  void bind_value(int parameter, std::string_view text) { bind(parameter, text); }
  template <class Integer>
    requires std::is_integral_v<Integer>
  void bind_value(int parameter, Integer value) {
    bind(parameter, static_cast<std::int64_t>(value));
  }
  template <class T>
  void bind_value(int parameter, const std::optional<T>& value) {
    value ? bind_value(parameter, *value) : static_cast<void>(bind_null(parameter));
  }

  struct Release {
    void operator()(Cursor* cursor) const noexcept { cursor->release(); }
  };
  std::unique_ptr<Cursor, Release> cursor_;
};

}  // namespace dovetail::sql
