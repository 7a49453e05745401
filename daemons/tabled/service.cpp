// SPDX-License-Identifier: MIT
#include "daemons/tabled/service.hpp"

#include <algorithm>
#include <utility>

#include "libcommon/base/text.hpp"
#include "libcommon/event/loop.hpp"

namespace dovetail::tabled {

using table::Answer;
using table::maps::FreshMap;
using table::maps::Lookups;
using table::maps::Map;
using table::maps::Registry;
using table::maps::Table;
using table::maps::TablesSettings;

namespace {

constexpr std::chrono::seconds kFolderLook{1};
constexpr unsigned kCrowd = 32;  // lookups

// A file that somebody is still writing, or has not given its rights yet, is left for the next look.
bool has_rested(const std::string& path) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto age = now - std::chrono::nanoseconds(table::maps::stamp_of(path).changed_ns);
  return std::chrono::abs(age) >= kFolderLook;
}

std::vector<FreshMap> read_new_files(const TablesSettings& settings, const std::vector<table::maps::MapPlan>& known) {
  const config::DiskSource files;
  std::vector<FreshMap> fresh;
  for (const table::maps::MapPlan& plan : table::maps::plan_new_files(settings, known, files)) {
    if (has_rested(plan.origin)) fresh.push_back(table::maps::read_map(plan, settings, files));
  }
  return fresh;
}

Answer refused(std::string text) {
  return base::Unexpected(base::Error{base::ErrorKind::permanent, 0, text, text});
}

}  // namespace

Service::Service(Parts parts, std::vector<FreshMap> maps, const TablesSettings& settings)
    : parts_(parts),
      lookups_(*this, {settings.tables_cache_entries, settings.tables_cache_size},
               settings.tables_time_limit),
      pools_(parts.loop, parts.clock, *this, settings.tables_pool_size),
      readers_(parts.loop, {.name = "disk", .threads = 1}),
      tick_(parts.loop, [this] {
        lookups_.tick(parts_.clock.mono());
        schedule_tick();
      }),
      folder_timer_(parts.loop, [this] { look_for_new_files(); }) {
  registry_.adopt(std::move(maps), settings);
  folder_timer_.schedule(kFolderLook);
  register_figures();
}

std::uint32_t Service::add_door(Door& door) {
  doors_.push_back(&door);
  return static_cast<std::uint32_t>(doors_.size() - 1);
}

std::optional<table::AnswerView> Service::known(std::string_view name, std::string_view key,
                                                bool over_network) {
  const base::MonoTime now = parts_.loop.turn_time();
  const Map* map = registry_.settled(name, now);
  if (map == nullptr || (over_network && map->secret)) return std::nullopt;
  const auto answer = lookups_.known(*map, key, now);
  if (answer) count(*map, *answer);
  return answer;
}

std::optional<Answer> Service::ask(std::string_view name, std::string_view key, const Lookups::Asker& asker,
                                   bool over_network, bool exact) {
  std::optional<Registry::Changed> changed;
  const base::MonoTime now = parts_.loop.turn_time();
  auto map = registry_.find(name, now, changed);
  if (!map) return refused("no such map " + base::printable(name, 100));
  if (changed) read_again(*std::move(changed));
  if (over_network && map->secret) return refused("table holds credentials, not served over TCP");
  alone_ = others_asked_ == 0;
  auto answer = lookups_.ask(map, key, asker, now, exact);
  alone_ = false;
  if (answer) count(*map, *answer);
  schedule_tick();  // also when an old answer serves: the file's lock is tried again
  return answer;
}

Lookups::Sent Service::send_query(std::shared_ptr<const Map> map, const Table& table, std::string_view key) {
  return pools_.send(std::move(map), table, key, alone_);
}

// When one connection only has asked for a while nobody minds if the loop waits a moment for its answer.
void Service::heard_from(const Lookups::Asker& asker) {
  const std::pair who(asker.door, asker.connection);
  if (who != last_asker_) {
    last_asker_ = who;
    others_asked_ = kCrowd;
  } else if (others_asked_ > 0) {
    --others_asked_;
  }
}

void Service::query_landed(const Table& table, std::string_view key, Answer answer) {
  lookups_.landed(table, key, std::move(answer), parts_.clock.mono());
  schedule_tick();  // who went on may wait for something else now
}

void Service::answered(const Lookups::Asker& asker, const Map& map, Answer answer) {
  count(map, answer);
  doors_.at(asker.door)->answered(asker, answer);
}

void Service::schedule_tick() {
  const auto due = lookups_.next_tick();
  if (!due || (tick_.pending() && tick_due_ <= *due)) return;
  tick_due_ = *due;
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*due - parts_.clock.mono());
  tick_.schedule(std::max(wait, std::chrono::milliseconds(1)));
}

// A file of the map changed: read it beside the loop, swap when it is done.
void Service::read_again(Registry::Changed changed) {
  const std::string name = changed.plan.settings.name;
  auto work = [plan = std::move(changed.plan), settings = registry_.settings()] {
    return table::maps::read_map(plan, settings, config::DiskSource());
  };
  const auto generation = changed.generation;
  const bool taken =
      readers_.submit(lifetime_.watch(), std::move(work), [this, name, generation](auto fresh) {
        if (fresh) {
          swap_in(*std::move(fresh), generation);
          return;
        }
        parts_.log.error("table=" + name + " cannot be read again: " + fresh.error().detail);
        registry_.reading_failed(name, parts_.clock.mono());
      });
  if (!taken) registry_.reading_failed(name, parts_.clock.mono());
}

void Service::swap_in(FreshMap fresh, std::uint64_t generation) {
  const std::string name = fresh.plan.settings.name;
  const bool usable = fresh.loaded.usable();
  const auto problems = fresh.loaded.problems;
  if (fresh.torn) {  // somebody writes to it
    registry_.reading_failed(name, parts_.clock.mono());
    return;
  }
  if (registry_.replace(std::move(fresh), generation) != Registry::Replaced::done) return;  // or told already
  log_problems(name, problems);
  parts_.log.notice("table=" + name + (usable ? " read again" : " keeps its old version"));
  counters_.clear();
}

void Service::log_problems(const std::string& name, const std::vector<table::maps::FileProblem>& problems) {
  for (const table::maps::FileProblem& problem : problems) {
    const auto severity = problem.problem.is_error ? base::Severity::error : base::Severity::warning;
    parts_.log.write(severity, "table=" + name + " " + to_string(problem));
  }
}

// Files that came into the folders become tables. None is taken away before a reload: who replaces a file may take the
// old one away first.
void Service::look_for_new_files() {
  folder_timer_.schedule(kFolderLook);
  if (registry_.settings().tables_dir.empty() || looking_) return;
  auto work = [settings = registry_.settings(), known = registry_.plans()] {
    return read_new_files(settings, known);
  };
  looking_ = readers_.submit(lifetime_.watch(), std::move(work),
                             [this, generation = registry_.generation()](auto found) {
                               looking_ = false;
                               if (!found) return;
                               for (FreshMap& fresh : *found)
                                 add_new(std::move(fresh), generation);
                             });
}

void Service::add_new(FreshMap fresh, std::uint64_t generation) {
  const std::string name = fresh.plan.settings.name;
  const std::string origin = fresh.plan.origin;
  const auto problems = fresh.loaded.problems;
  if (fresh.torn) return;  // somebody writes to it: it is as new at the next look
  if (!registry_.add(std::move(fresh), generation)) return;
  log_problems(name, problems);
  parts_.log.notice("table=" + name + " is new: " + origin);
  counters_.clear();
}

void Service::reload(std::vector<FreshMap> maps, const TablesSettings& settings) {
  registry_.adopt(std::move(maps), settings);
  lookups_.flush(parts_.clock.mono());  // also of the tables that stay: whoever changed a database may say so this way
  lookups_.set_time_limit(settings.tables_time_limit);
  lookups_.cache().set_limits({settings.tables_cache_entries, settings.tables_cache_size});
  pools_.set_connections(settings.tables_pool_size);
  counters_.clear();
}

std::size_t Service::flush(const std::optional<std::string>& name, const std::optional<std::string>& key) {
  const base::MonoTime now = parts_.clock.mono();
  if (!name) return lookups_.flush(now);
  std::size_t dropped = 0;
  if (const auto map = registry_.find(*name)) {
    for (const Table& table : map->tables) {
      if (!key) {
        dropped += lookups_.flush(table.id, now);
        continue;
      }
      dropped += lookups_.flush(table.id, table.folds ? base::lowered(*key) : *key, now);
    }
  }
  return dropped;
}

Service::Counters& Service::counters_of(const Map& map) {
  const auto at = counters_.find(map.number);
  if (at != counters_.end()) return at->second;
  const auto counter = [&](const char* result) {
    return &parts_.metrics.counter("dovetail_table_lookups_total", "Lookups answered.",
                                   {{"table", map.name}, {"result", result}});
  };
  return counters_.emplace(map.number, Counters{counter("found"), counter("notfound"), counter("error")})
      .first->second;
}

void Service::count(const Map& map, const table::AnswerView& answer) {
  const Counters& counters = counters_of(map);
  (answer.error != nullptr ? counters.errors
   : answer.text.empty()   ? counters.not_found
                           : counters.found)
      ->add();
  // A fault of the map itself was logged when it was read.
  if (!map.fault && (answer.error != nullptr || !troubles_.empty())) note_failure(map.name, answer.error);
}

// One line when it begins, one a minute while it lasts, one when it is over.
void Service::note_failure(const std::string& table, const base::Error* error) {
  const auto at = troubles_.find(table);
  if (error == nullptr) {
    if (at == troubles_.end()) return;
    parts_.log.notice("table=" + table + " works again after " + std::to_string(at->second.failures) +
                      " failures");
    troubles_.erase(at);
    return;
  }
  Trouble& trouble = at == troubles_.end() ? troubles_[table] : at->second;
  ++trouble.failures;
  const base::MonoTime now = parts_.clock.mono();
  if (now < trouble.next_line) return;
  trouble.next_line = now + std::chrono::minutes(1);
  parts_.log.error("table=" + table +
                   " lookup failed: " + (error->detail.empty() ? error->text : error->detail));
}

void Service::register_figures() {
  metrics::Registry& metrics = parts_.metrics;
  const auto gauge = [&](const char* name, const char* help, metrics::Labels labels, auto read) {
    metrics.computed_gauge(name, help, std::move(labels), [read] { return static_cast<double>(read()); });
  };
  const Lookups::Figures& figures = lookups_.figures();
  gauge("dovetail_table_cache_hits", "Answers out of the cache.", {}, [&] { return figures.cache_hits; });
  gauge("dovetail_table_queries", "Queries to databases.", {}, [&] { return figures.queries; });
  gauge("dovetail_table_shared_queries", "Lookups that shared a query under way.", {},
        [&] { return figures.shared; });
  gauge("dovetail_table_stale_answers", "Answers past their time, during outages.", {},
        [&] { return figures.stale; });
  gauge("dovetail_table_timeouts", "Lookups that took too long.", {}, [&] { return figures.timeouts; });
  gauge("dovetail_table_cache_entries", "Answers in the cache.", {{"kind", "found"}},
        [this] { return lookups_.cache().positive().entries; });
  gauge("dovetail_table_cache_entries", "Answers in the cache.", {{"kind", "notfound"}},
        [this] { return lookups_.cache().negative().entries; });
  gauge("dovetail_table_cache_bytes", "Memory of the cache.", {},
        [this] { return lookups_.cache().positive().bytes + lookups_.cache().negative().bytes; });
}

}  // namespace dovetail::tabled
