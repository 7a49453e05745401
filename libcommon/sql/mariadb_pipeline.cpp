// SPDX-License-Identifier: MIT
#include "libcommon/sql/mariadb_pipeline.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/socket.h>

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/mariadb_cursor.hpp"

namespace dovetail::sql {
namespace {

constexpr std::size_t kReadSize = 16 * 1024;
constexpr std::size_t kMaxAnswers = 64 * 1024 * 1024;  // bytes; far above what any table may answer

// Of the client's capabilities: other packets than those known here.
constexpr unsigned long long kOtherForms =
    (1ull << 5) | (1ull << 24) | (1ull << 26) | (1ull << 27);  // COMPRESS, DEPRECATE_EOF, ZSTD, QUERY_ATTRIBUTES

bool try_again(int problem) {
  return problem == EAGAIN || problem == EINTR;
}

}  // namespace

bool MariadbPipeline::possible(MYSQL* handle) {
  return mysql_get_ssl_cipher(handle) == nullptr && (handle->client_flag & kOtherForms) == 0;
}

MariadbCursor* MariadbPipeline::prepared(std::string_view query) const {
  auto* cursor = link_.broken ? nullptr : static_cast<MariadbCursor*>(cache_.idle(query));
  return cursor != nullptr && cursor->shape().is_plain() ? cursor : nullptr;
}

bool MariadbPipeline::add(std::string_view query, std::span<const std::string_view> values) {
  MariadbCursor* cursor = prepared(query);
  if (cursor == nullptr || values.size() != cursor->parameters()) return false;
  std::size_t size = 0;
  for (const std::string_view value : values)
    size += value.size() + 16;
  if (size > kMaxPacket / 2) return false;
  append_execute(output_, cursor->id(), values);
  under_way_.push_back(cursor);
  return true;
}

base::Error MariadbPipeline::lost(std::string why) {
  link_.broken = true;
  return make_error(Failure::lost, "cannot execute: " + std::move(why));
}

base::Result<bool> MariadbPipeline::flush() {
  while (sent_ < output_.size()) {
    const ssize_t sent = ::send(fd(), output_.data() + sent_, output_.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && try_again(errno)) return false;
    if (sent < 0) return base::Unexpected(lost(std::strerror(errno)));
    sent_ += static_cast<std::size_t>(sent);
  }
  output_.clear();
  sent_ = 0;
  return true;
}

base::Result<void> MariadbPipeline::receive() {
  if (taken_ > 0) {
    input_.erase(0, taken_);
    scanned_ -= std::exchange(taken_, 0);
  }
  for (bool more = true; more;) {
    if (auto read = read_some(more); !read) return read;
  }
  return {};
}

// `more`: the server may have sent more than fitted in.
base::Result<void> MariadbPipeline::read_some(bool& more) {
  char buffer[kReadSize];
  const ssize_t got = ::recv(fd(), buffer, sizeof buffer, MSG_DONTWAIT);
  more = got == static_cast<ssize_t>(sizeof buffer);
  if (got < 0 && try_again(errno)) return {};
  if (got <= 0) return base::Unexpected(lost(got == 0 ? "the server closed the connection" : std::strerror(errno)));
  if (under_way_.empty()) return base::Unexpected(lost("the server speaks unasked"));
  if (input_.size() > kMaxAnswers) return base::Unexpected(lost("the answer is too long"));
  input_.append(buffer, static_cast<std::size_t>(got));
  return {};
}

std::optional<Statement> MariadbPipeline::next() {
  const std::string_view input(input_);
  while (!under_way_.empty()) {
    PacketReader reader(input.substr(scanned_));
    const auto size = reader.integer(3);
    reader.take(1);
    const auto payload = size ? reader.take(static_cast<std::size_t>(*size)) : std::nullopt;
    if (!payload) return std::nullopt;
    scanned_ += kPacketHeader + payload->size();
    const auto state = *size == kMaxPacket ? AnswerScanner::State::malformed : scanner_.packet(*payload);
    if (state == AnswerScanner::State::more) continue;
    MariadbCursor& asked = *under_way_.front();
    under_way_.pop_front();
    const bool whole = state == AnswerScanner::State::done;
    answer_.open(whole ? input.substr(taken_, scanned_ - taken_) : std::string_view(), asked.shape());
    taken_ = scanned_;
    return Statement(&answer_);
  }
  return std::nullopt;
}

}  // namespace dovetail::sql
