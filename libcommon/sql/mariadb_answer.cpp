// SPDX-License-Identifier: MIT
#include "libcommon/sql/mariadb_answer.hpp"

#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/leading_integer.hpp"

namespace dovetail::sql {

void MariadbAnswer::open(std::string_view bytes, ResultShape& shape) {
  packets_ = bytes;
  shape_ = nullptr;
  failure_.reset();
  first_ = next_packet();
  if (first_.empty()) {
    failure_ = out_of_step();
  } else if (first_.front() != '\0' && first_.front() != '\xff') {
    shape_ = &shape;
    open_columns();
    first_ = {};
  }
}

// The same columns again are no news; others change what the statement is known to give.
void MariadbAnswer::open_columns() {
  const auto count = parse_column_count(first_);
  std::vector<ResultColumn> described;
  for (std::uint64_t i = 0; count && count->described && i < count->count; ++i) {
    if (auto column = parse_column(next_packet())) described.push_back(*std::move(column));
  }
  const std::size_t known = count && count->described ? described.size() : shape_->columns.size();
  if (!count || known != count->count || !AnswerScanner::is_end(next_packet())) {
    failure_ = out_of_step();
    return;
  }
  if (count->described && described != shape_->columns) {
    shape_->columns = std::move(described);
    shape_->changed = true;
  }
  if (!shape_->is_plain()) failure_ = make_error(Failure::other, "cannot execute: columns of another kind than before");
}

std::string_view MariadbAnswer::next_packet() {
  PacketReader reader(packets_);
  const auto size = reader.integer(3);
  reader.take(1);
  const auto payload = size ? reader.take(static_cast<std::size_t>(*size)) : std::nullopt;
  packets_ = payload ? reader.rest() : std::string_view();
  return payload.value_or(std::string_view());
}

base::Result<bool> MariadbAnswer::step() {
  if (failure_) return base::Unexpected(*failure_);
  const std::string_view packet = first_.empty() ? next_packet() : first_;
  if (!packet.empty() && packet.front() == '\xff') return base::Unexpected(refused(packet));
  if (!first_.empty() || AnswerScanner::is_end(packet)) return false;
  if (packet.empty() || !row_.parse(packet, shape_->columns)) return base::Unexpected(out_of_step());
  return true;
}

base::Error MariadbAnswer::refused(std::string_view packet) {
  const auto error = parse_error(packet);
  if (!error) return out_of_step();
  return link_.judged(mariadb_error(error->number, error->state, error->message, "cannot execute"),
                      std::chrono::steady_clock::now());
}

base::Error MariadbAnswer::out_of_step() {
  link_.broken = true;
  return make_error(Failure::lost, "cannot execute: malformed answer of the server");
}

std::int64_t MariadbAnswer::integer(int column) {
  return leading_integer(text(column));
}

}  // namespace dovetail::sql
