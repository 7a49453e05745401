// SPDX-License-Identifier: MIT
#include "daemons/authd/databases.hpp"

#include <algorithm>

#include "daemons/authd/sql_connections.hpp"
#include "libcommon/event/loop.hpp"
#include "libcommon/sql/failure.hpp"

namespace dovetail::authd {

namespace {

constexpr std::size_t kLookupRows = 2;
constexpr std::size_t kQueue = 4096;
constexpr std::size_t kErrandQueue = 1024;
// So long the workers alone read an SQLite file that is locked, or whose query took long.
constexpr std::chrono::seconds kLockedFor{1};
constexpr std::chrono::seconds kSlowFor{30};
constexpr std::chrono::seconds kListTime{60};  // of SQLite, for all users
constexpr std::chrono::seconds kErrandsAtEnd{1};
constexpr std::size_t kStatementConnections = 1;
constexpr std::chrono::milliseconds kLook{500};
constexpr std::chrono::seconds kIdle{60};

sasl::Broken overloaded() {
  return sasl::Broken{"too many requests wait for the database"};
}

// A server's answer is of no use later than `patience`. Where one host swallows all we send, there must be time left
// for the next.
sql::MariadbCluster within(std::chrono::milliseconds patience, sql::MariadbCluster cluster) {
  const auto most = std::chrono::ceil<std::chrono::seconds>(patience);
  for (auto* time : {&cluster.options.read_timeout, &cluster.options.write_timeout}) {
    *time = time->count() == 0 ? most : std::min(*time, most);
  }
  if (cluster.hosts.size() > 1) {
    const std::chrono::seconds share(most.count() / static_cast<long>(cluster.hosts.size()));
    auto& time = cluster.options.connect_timeout;
    time = std::min(time, std::max(share, std::chrono::seconds(1)));
  }
  return cluster;
}

}  // namespace

// What a pool is asked: a bound query, whose rows stay here until it has landed.
class Databases::Statement : public sqlpool::Query {
 public:
  Statement(Setup setup, sasl::AskSql question) : setup_(std::move(setup)), question_(std::move(question)) {}

  bool send(sql::Pipeline& pipeline) override { return sasl::send_query(pipeline, question_.query); }
  // A server that is merely busy is not asked again at once; other failures may be mended by a new connection.
  bool read(sql::Statement& statement) override {
    reply = sasl::read_rows(statement, question_.most_rows);
    return reply || sql::failure_of(reply.error()) == sql::Failure::busy;
  }
  base::Result<void> run(sql::Connection& connection) override {
    reply = connection.run([this](sql::Database& database) {
      return sasl::run_query(database, question_.query, question_.most_rows);
    });
    return reply ? base::Result<void>() : base::Unexpected(reply.error());
  }
  void fail(base::Error error) override { reply = base::Unexpected(std::move(error)); }
  void landed() override {}

  sasl::SqlReply reply{sasl::Rows()};

 private:
  Setup setup_;
  sasl::AskSql question_;
};

class Databases::Lookup final : public Databases::Statement {
 public:
  Lookup(Databases& owner, std::uint64_t number, Setup setup, sasl::AskSql question)
      : Statement(std::move(setup), std::move(question)),
        owner_(owner),
        alive_(owner.lifetime_.watch()),
        number_(number) {}
  bool wanted() const override {
    const auto at = owner_.lookups_.find(number_);
    return at != owner_.lookups_.end() && at->second.watch.alive();
  }
  void landed() override {
    if (alive_.alive()) {
      deliver(owner_.lookups_, number_, std::move(reply));
    }
  }

 private:
  Databases& owner_;
  base::Lifetime::Watch alive_;
  std::uint64_t number_;
};

// Nobody waits for it; only its failure is told.
class Databases::Errand final : public Databases::Statement {
 public:
  Errand(const std::atomic<bool>& over, Setup setup, sasl::AskSql question, Failed failed)
      : Statement(std::move(setup), std::move(question)), over_(over), failed_(std::move(failed)) {}
  bool wanted() const override { return !over_; }
  void landed() override {
    if (!reply) {
      failed_(reply.error());
    }
  }

 private:
  const std::atomic<bool>& over_;
  Failed failed_;
};

Databases::Databases(event::Loop& loop, const base::Clock& clock, Workers workers,
                     std::chrono::milliseconds patience)
    : loop_(loop),
      clock_(clock),
      workers_(workers),
      patience_(patience),
      local_(loop, clock),
      look_timer_(loop, [this] { look_around(); }),
      end_timer_(loop, [this] { errands_over_ = true; }) {}

Databases::~Databases() = default;

void Databases::shut_down() {
  end_timer_.schedule(kErrandsAtEnd);
}

bool Databases::at_rest() const {
  for (const auto& [key, server] : servers_) {
    if (!server->lookups->idle() || !server->statements->idle()) {
      return false;
    }
  }
  return true;
}

void Databases::deliver(WaitingList& list, std::uint64_t number,
                        std::variant<sasl::SqlReply, sasl::Broken> answer) {
  auto waiting = list.extract(number);
  if (!waiting.empty() && waiting.mapped().watch.alive()) {
    waiting.mapped().done(std::move(answer));
  }
}

void Databases::run(const Setup& setup, sasl::AskSql question, std::string_view key,
                    base::Lifetime::Watch watch, Done done) {
  const bool local = setup->databases.at(question.database).dialect == sql::Dialect::sqlite;
  const bool lookup = question.most_rows <= kLookupRows;
  if (local && lookup && !is_left_to_workers(setup, question.database)) {
    auto reply = local_.run(setup, question);
    const auto failure = reply ? sql::Failure::other : sql::failure_of(reply.error());
    if (failure != sql::Failure::busy && failure != sql::Failure::timed_out) {
      done(std::move(reply));
      return;
    }
    slow_until_[{setup->serial, question.database}] =
        loop_.turn_time() + (failure == sql::Failure::busy ? kLockedFor : kSlowFor);
  }
  const std::uint64_t number = ++last_number_;
  WaitingList& list = lookup ? lookups_ : lists_;  // a list of all users may take its time
  list.emplace(number, Waiting{std::move(watch), std::move(done), loop_.turn_time()});
  if (!look_timer_.pending()) {
    look_timer_.schedule(kLook);
  }
  if (local || !lookup) {
    ask_worker(setup, std::move(question), key, list, number);
  } else {
    ask_server(setup, std::move(question), number);
  }
}

bool Databases::is_left_to_workers(const Setup& setup, std::size_t database) const {
  const auto at = slow_until_.find({setup->serial, database});
  return at != slow_until_.end() && loop_.turn_time() < at->second;
}

void Databases::ask_worker(const Setup& setup, sasl::AskSql question, std::string_view key, WaitingList& list,
                           std::uint64_t number) {
  const std::chrono::milliseconds most = &list == &lists_ ? kListTime : patience_;
  const bool taken = workers_.lookups.submit_for(
      key, lifetime_.watch(),
      [setup, question = std::move(question), clock = &clock_, most] {
        return run_on_this_thread(*setup, question, *clock, most);
      },
      [&list, number](sasl::SqlReply reply) { deliver(list, number, std::move(reply)); });
  if (!taken) {
    deliver(list, number, overloaded());
  }
}

void Databases::ask_server(const Setup& setup, sasl::AskSql question, std::uint64_t number) {
  sqlpool::Pool& pool = *server(setup, question.database).lookups;
  const auto lookup = std::make_shared<Lookup>(*this, number, setup, std::move(question));
  switch (pool.send(lookup)) {
    case sqlpool::Pool::Sent::later:
      return;
    case sqlpool::Pool::Sent::at_once:
      lookup->landed();
      return;
    case sqlpool::Pool::Sent::refused:
      deliver(lookups_, number, overloaded());
  }
}

bool Databases::run_later(const Setup& setup, std::size_t database, sasl::BoundQuery query, Failed failed) {
  if (errands_over_) {
    return true;
  }
  sasl::AskSql question{database, std::move(query), 1};
  if (setup->databases.at(database).dialect == sql::Dialect::sqlite) {
    return workers_.errands.submit_for(
        "last_login", lifetime_.watch(),
        [this, setup, question = std::move(question)]() -> sasl::SqlReply {
          return errands_over_ ? sasl::Rows() : run_on_this_thread(*setup, question, clock_, patience_);
        },
        [failed = std::move(failed)](const sasl::SqlReply& reply) mutable {
          if (!reply) {
            failed(reply.error());
          }
        });
  }
  if (!look_timer_.pending()) {
    look_timer_.schedule(kLook);
  }
  const auto statement = std::make_shared<Errand>(errands_over_, setup, std::move(question), std::move(failed));
  const auto sent = server(setup, database).statements->send(statement);
  if (sent == sqlpool::Pool::Sent::at_once) {
    statement->landed();
  }
  return sent != sqlpool::Pool::Sent::refused;
}

Databases::Server& Databases::server(const Setup& setup, std::size_t database) {
  auto& kept = servers_[ServerKey{setup->serial, database}];
  if (!kept) {
    const sasl::SqlSettings& settings = setup->databases.at(database);
    const auto cluster = within(patience_, std::get<sql::MariadbCluster>(settings.source));
    kept = std::make_unique<Server>();
    kept->setup = setup;
    kept->lookup_limits = {settings.most_connections, kQueue, patience_};
    kept->statement_limits = {kStatementConnections, kErrandQueue, patience_};
    kept->lookups = std::make_unique<sqlpool::Pool>(
        sqlpool::Pool::Parts{loop_, clock_, workers_.lookups, settings.file}, cluster, kept->lookup_limits);
    kept->statements = std::make_unique<sqlpool::Pool>(
        sqlpool::Pool::Parts{loop_, clock_, workers_.errands, settings.file}, cluster, kept->statement_limits);
  }
  return *kept;
}

// Servers of a setup that a reload has replaced go when their last connection has closed; others keep what they know
// of their hosts.
void Databases::look_around() {
  give_up_late();
  std::erase_if(slow_until_, [this](const auto& one) { return loop_.turn_time() >= one.second; });
  bool at_rest = lookups_.empty();
  for (auto at = servers_.begin(); at != servers_.end();) {
    Server& server = *at->second;
    server.lookups->look_around(kIdle);
    server.statements->look_around(kIdle);
    const bool unused = server.lookups->at_rest() && server.statements->at_rest();
    at_rest = at_rest && unused;
    at = unused && server.setup.expired() ? servers_.erase(at) : std::next(at);
  }
  if (!at_rest) {
    look_timer_.schedule(kLook);
  }
}

void Databases::give_up_late() {
  std::vector<std::uint64_t> late;
  for (const auto& [number, waiting] : lookups_) {
    if (loop_.turn_time() - waiting.since >= patience_) {
      late.push_back(number);
    }
  }
  for (const std::uint64_t number : late) {
    deliver(lookups_, number, sasl::Broken{"the database takes too long"});
  }
}

}  // namespace dovetail::authd
