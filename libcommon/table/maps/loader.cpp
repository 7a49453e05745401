// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/loader.hpp"

#include <algorithm>
#include <atomic>
#include <map>

#include "libcommon/base/text.hpp"
#include "libcommon/config/typed.hpp"
#include "libcommon/table/limits.hpp"
#include "libcommon/table/maps/text_source.hpp"

namespace dovetail::table::maps {
namespace {

using Type = Specification::Type;

// Of maps and tables: no number ever stands for two of them.
TableId next_id() {
  static std::atomic<TableId> last{0};
  return ++last;
}

std::chrono::milliseconds time_or(const std::string& text, std::chrono::milliseconds fallback) {
  if (text.empty()) return fallback;
  auto time = config::parse_time(text);
  return time ? *time : fallback;
}

// Collects the tables of one map and what is wrong with them.
class Loading {
 public:
  Loading(const MapPlan& plan, const TablesSettings& settings, const config::FileSource& files)
      : plan_(plan), settings_(settings), files_(files), map_(std::make_shared<Map>()) {
    const TableSettings& own = plan.settings;
    map_->number = next_id();
    map_->name = own.name;
    map_->keys = own.keys;
    map_->rules.recipient_delimiter = settings.recipient_delimiter;
    map_->rules.dot_parents = own.dot_parents == Choice::automatic ? has_dot_parents(own.keys)
                                                                   : own.dot_parents == Choice::yes;
    map_->propagate_extension = own.propagate_extension;
    map_->secret = own.secret == Choice::yes || (own.secret == Choice::automatic && is_secret_map(own.name));
    if (own.keys == Keys::address) {
      const ListTables tables(files);
      auto domains = DomainList::parse(settings.tables_local_domains, files, &tables);
      if (domains) {
        map_->rules.local_domains = *std::move(domains);
      } else {
        problem(plan.origin, {0, true, "tables_local_domains: " + domains.error().detail});
      }
    }
    const bool access = is_access_map(own.name, own.keys);
    lifetimes_.positive = time_or(own.positive_ttl, settings.tables_positive_ttl);
    lifetimes_.negative = time_or(own.negative_ttl, settings.tables_negative_ttl);
    lifetimes_.stale_positive =
        time_or(own.stale_on_error, access ? std::chrono::milliseconds(0) : settings.tables_stale_on_error);
  }

  void add(const Specification& specification) {
    switch (specification.type) {
      case Type::unionmap:
        for (const Specification& member : specification.members)
          add(member);
        return;
      case Type::mysql:
      case Type::sqlite:
        add_query(specification);
        return;
      default:
        add_text(specification);
        return;
    }
  }

  void problem(const std::string& file, Problem what) { problems_.push_back({file, std::move(what)}); }

  LoadedMap take() {
    const auto first = std::find_if(problems_.begin(), problems_.end(),
                                    [](const FileProblem& p) { return p.problem.is_error; });
    if (first != problems_.end()) {
      map_->tables.clear();
      map_->fault = std::make_unique<base::Error>(
          base::Error{base::ErrorKind::permanent, 0, "table " + map_->name + " is not usable, see the log",
                      to_string(*first)});
    }
    return {std::move(map_), std::move(problems_)};
  }

 private:
  bool folds(bool by_default) const {
    const Choice choice = plan_.settings.fold;
    return choice == Choice::automatic ? by_default : choice == Choice::yes;
  }

  std::optional<std::string> read(const std::string& path, std::size_t limit) {
    auto content = files_.read(path, limit);
    if (content) return *std::move(content);
    problem(path, {0, true, content.error().detail});
    return std::nullopt;
  }

  Table& new_table(const Specification& specification, bool folds_by_default) {
    Table& table = map_->tables.emplace_back();
    table.id = next_id();
    table.label = specification.text;
    table.folds = folds(folds_by_default);
    table.lifetimes = lifetimes_;
    return table;
  }

  void add_text(const Specification& specification) {
    const Type type = specification.type;
    const bool folding = type == Type::hash || type == Type::inline_text || type == Type::static_text;
    ReadTable read = read_text(specification, files_, folds(true));
    for (Problem& one : read.problems)
      problem(text_origin(specification, plan_.origin), std::move(one));
    if (read.table) new_table(specification, folding).source = std::move(read.table);
  }

  void add_query(const Specification& specification) {
    const auto content = read(specification.value, kMaxCfFile);
    if (!content) return;
    const std::string type = type_of_file(*content);
    if (type == "ldap" || type == "pgsql") {
      problem(specification.value,
              {0, true, type + "_table(5) files are not supported: keep " + type + ": in main.cf"});
      return;
    }
    const bool sqlite = specification.type == Type::sqlite;
    QueryFile file = sqlite ? read_sqlite_file(*content, files_)
                            : read_mysql_file(*content, files_, shared_connect());
    for (Problem& one : file.problems)
      problem(specification.value, std::move(one));
    if (!file.query) return;
    Table& table = new_table(specification, true);
    if (sqlite) {
      table.source = std::make_unique<SqliteTable>(std::move(file.sqlite_path), *std::move(file.query));
    } else {
      std::string key = file.mariadb.key();
      table.source = std::make_unique<MariadbTable>(
          MariadbTable{*std::move(file.query), std::move(file.mariadb), std::move(key)});
    }
  }

  SharedConnect shared_connect() const {
    const std::string& own = plan_.settings.connect;
    // A server that is silent for longer than anybody waits is as good as gone.
    const auto patience = std::chrono::ceil<std::chrono::seconds>(settings_.tables_time_limit);
    return SharedConnect::parse(own.empty() ? settings_.tables_connect : own, files_,
                                std::max(patience, std::chrono::seconds(1)));
  }

  const MapPlan& plan_;
  const TablesSettings& settings_;
  const config::FileSource& files_;
  std::shared_ptr<Map> map_;
  std::vector<FileProblem> problems_;
  Lifetimes lifetimes_;
};

std::string name_of_file(const std::string& path) {
  const std::string file = path.substr(path.rfind('/') + 1);
  return file.substr(0, file.size() - 3);
}

}  // namespace

std::string to_string(const FileProblem& problem) {
  const std::string line = problem.problem.line > 0 ? ":" + std::to_string(problem.problem.line) : "";
  return problem.file + line + ": " + problem.problem.text;
}

bool is_access_map(std::string_view name, Keys keys) {
  const std::string lower = base::lowered(name);
  return keys == Keys::access_address || keys == Keys::access_host ||
         lower.find("access") != std::string::npos || lower.find("login") != std::string::npos;
}

bool is_secret_map(std::string_view name) {
  const std::string lower = base::lowered(name);
  return lower.find("pass") != std::string::npos || lower.find("secret") != std::string::npos ||
         lower.find("credential") != std::string::npos;
}

std::vector<MapPlan> plan_maps(const TablesSettings& settings, std::vector<TableSettings> sections,
                               const config::FileSource& files, std::vector<FileProblem>& problems) {
  std::map<std::string, MapPlan> plans;
  for (TableSettings& section : sections) {
    const std::string name = section.name;
    plans[name] = {std::move(section), "table " + name};
  }
  std::map<std::string, std::string> found;  // name -> file
  for (const std::string& folder : settings.tables_dir) {
    const auto paths = files.matches(folder + "/*.cf");
    if (paths.empty()) {
      const bool there = !files.matches(folder).empty();
      problems.push_back({folder, {0, !there, there ? "no *.cf files that can be seen" : "no such folder"}});
    }
    for (const std::string& path : paths) {
      const std::string name = name_of_file(path);
      if (const auto [at, fresh] = found.try_emplace(name, path); !fresh) {
        problems.push_back({path, {0, true, "a table of this name is already in " + at->second}});
        continue;
      }
      const auto [plan, fresh] = plans.try_emplace(name);
      if (fresh) plan->second.settings = TableSettings::for_name(name);
      if (plan->second.settings.source.empty()) plan->second.origin = path;
    }
  }
  std::vector<MapPlan> out;
  for (auto& [name, plan] : plans)
    out.push_back(std::move(plan));
  return out;
}

std::vector<MapPlan> plan_new_files(const TablesSettings& settings, const std::vector<MapPlan>& known,
                                    const config::FileSource& files) {
  std::map<std::string, const MapPlan*> by_name;
  for (const MapPlan& plan : known)
    by_name.emplace(plan.settings.name, &plan);
  std::map<std::string, MapPlan> found;
  for (const std::string& folder : settings.tables_dir) {
    for (const std::string& path : files.matches(folder + "/*.cf")) {
      const std::string name = name_of_file(path);
      const auto at = by_name.find(name);
      if (at == by_name.end()) {
        found.try_emplace(name, MapPlan{TableSettings::for_name(name), path});
      } else if (at->second->settings.source.empty() && at->second->origin == "table " + name) {
        found.try_emplace(name, MapPlan{at->second->settings, path});
      }
    }
  }
  std::vector<MapPlan> plans;
  for (auto& [name, plan] : found)
    plans.push_back(std::move(plan));
  return plans;
}

LoadedMap load_map(const MapPlan& plan, const TablesSettings& settings, const config::FileSource& files) {
  Loading loading(plan, settings, files);
  std::string source = plan.settings.source;
  if (source.empty() && plan.origin.substr(0, 1) == "/") {
    auto content = files.read(plan.origin, kMaxCfFile);
    source = (content && type_of_file(*content) == "sqlite" ? "sqlite:" : "mysql:") + plan.origin;
  }
  auto specification = parse_specification(source);
  if (specification) {
    loading.add(*specification);
  } else {
    loading.problem(plan.origin, {0, true,
                                  source.empty() ? "no source, and no such file in tables_dir"
                                                 : std::move(specification).error()});
  }
  return loading.take();
}

}  // namespace dovetail::table::maps
