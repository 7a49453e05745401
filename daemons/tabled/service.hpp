// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemons/tabled/mariadb_pools.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/base/log.hpp"
#include "libcommon/daemon/drain.hpp"
#include "libcommon/event/timer.hpp"
#include "libcommon/metrics/registry.hpp"
#include "libcommon/table/maps/lookups.hpp"
#include "libcommon/table/maps/registry.hpp"

namespace dovetail::tabled {

// All tables of the daemon and the way to their answers; doors (listeners, the admin socket) ask it. Loop
// thread.
class Service final : private table::maps::Lookups::Outside,
                      private MariadbPools::Landing,
                      public daemon::Drain {
 public:
  // Where an answer goes that could not be given at once.
  class Door {
   public:
    virtual void answered(const table::maps::Lookups::Asker& asker, const table::Answer& answer) = 0;

   protected:
    ~Door() = default;
  };
  struct Parts {
    event::Loop& loop;
    base::Log& log;
    const base::Clock& clock;
    metrics::Registry& metrics;
  };

  Service(Parts parts, std::vector<table::maps::FreshMap> maps, const table::maps::TablesSettings& settings);

  std::uint32_t add_door(Door& door);  // its number, for Asker::door

  // Doors tell of each question who asks, before they look for its answer.
  void heard_from(const table::maps::Lookups::Asker& asker);
  // The answer out of the cache, where that is all it takes; else ask(). The view holds until the next call.
  std::optional<table::AnswerView> known(std::string_view map, std::string_view key, bool over_network);
  // `over_network`: tables of credentials refuse. The answer if it is known now, else by Door::answered().
  std::optional<table::Answer> ask(std::string_view map, std::string_view key,
                                   const table::maps::Lookups::Asker& asker, bool over_network,
                                   bool exact = false);

  void reload(std::vector<table::maps::FreshMap> maps, const table::maps::TablesSettings& settings);
  std::size_t flush(const std::optional<std::string>& map, const std::optional<std::string>& key);

  const table::maps::Registry& registry() const { return registry_; }
  table::maps::Lookups& lookups() { return lookups_; }

  void shut_down() override {}
  bool at_rest() const override { return lookups_.waiting() == 0; }

 private:
  struct Counters {
    metrics::Counter* found;
    metrics::Counter* not_found;
    metrics::Counter* errors;
  };

  table::maps::Lookups::Sent send_query(std::shared_ptr<const table::maps::Map> map,
                                        const table::maps::Table& table, std::string_view key) override;
  void answered(const table::maps::Lookups::Asker& asker, const table::maps::Map& map,
                table::Answer answer) override;
  void query_landed(const table::maps::Table& table, std::string_view key, table::Answer answer) override;
  bool query_wanted(const table::maps::Table& table, std::string_view key) const override {
    return lookups_.waits_for(table, key);
  }
  void read_again(table::maps::Registry::Changed changed);
  void swap_in(table::maps::FreshMap fresh, std::uint64_t generation);
  void look_for_new_files();
  void add_new(table::maps::FreshMap fresh, std::uint64_t generation);
  void log_problems(const std::string& name, const std::vector<table::maps::FileProblem>& problems);
  void count(const table::maps::Map& map, const table::AnswerView& answer);
  Counters& counters_of(const table::maps::Map& map);
  void note_failure(const std::string& table, const base::Error* error);
  void schedule_tick();
  void register_figures();

  Parts parts_;
  table::maps::Registry registry_;
  table::maps::Lookups lookups_;
  MariadbPools pools_;
  event::WorkerPool readers_;  // read changed files
  event::Timer tick_;
  base::MonoTime tick_due_{};  // of tick_ while it is pending
  event::Timer folder_timer_;
  bool looking_ = false;  // for new files
  std::pair<std::uint32_t, std::uint64_t> last_asker_{};  // its door and connection
  unsigned others_asked_ = 0;                             // counts down from when somebody else asked
  bool alone_ = false;                                    // who asks just now, in ask()
  std::vector<Door*> doors_;
  std::unordered_map<std::uint32_t, Counters> counters_;  // by Map::number; emptied when maps change
  struct Trouble {
    base::MonoTime next_line{};
    std::uint64_t failures = 0;
  };
  std::unordered_map<std::string, Trouble> troubles_;  // tables that fail at the moment
  base::Lifetime lifetime_;
};

}  // namespace dovetail::tabled
