// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <string>

#include "libcommon/sql/mariadb_answer.hpp"
#include "libcommon/sql/pipeline.hpp"
#include "libcommon/sql/statement_cache.hpp"

namespace dovetail::sql {

class MariadbCursor;

// Writes and reads the packets of COM_STMT_EXECUTE itself: the library waits for each answer before it sends the next
// statement. Connecting, preparing and everything else stay the library's, which has nothing buffered between two
// calls of it.
class MariadbPipeline final : public Pipeline {
 public:
  // What the library agreed upon with the server must leave plain packets on the socket: no TLS, no compression.
  static bool possible(MYSQL* handle);

  MariadbPipeline(MariadbLink& link, StatementCache& cache) : link_(link), cache_(cache), answer_(link) {}

  bool add(std::string_view query, std::span<const std::string_view> values) override;
  bool takes(std::string_view query) const override { return prepared(query) != nullptr; }
  int fd() const override { return static_cast<int>(mysql_get_socket(link_.handle.get())); }
  base::Result<bool> flush() override;
  base::Result<void> receive() override;
  std::optional<Statement> next() override;
  std::size_t under_way() const override { return under_way_.size(); }

 private:
  MariadbCursor* prepared(std::string_view query) const;
  base::Error lost(std::string why);
  base::Result<void> read_some(bool& more);

  MariadbLink& link_;
  StatementCache& cache_;
  std::deque<MariadbCursor*> under_way_;  // the cache keeps them: nothing else is prepared meanwhile
  std::string output_;
  std::size_t sent_ = 0;
  std::string input_;         // from the oldest answer on
  std::size_t taken_ = 0;     // of it: given by next()
  std::size_t scanned_ = 0;   // whole packets
  AnswerScanner scanner_;
  MariadbAnswer answer_;
};

}  // namespace dovetail::sql
