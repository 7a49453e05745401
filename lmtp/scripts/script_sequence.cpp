// SPDX-License-Identifier: MIT
#include "lmtp/scripts/script_sequence.hpp"

#include <algorithm>
#include <deque>

#include "libcommon/base/text.hpp"
#include "lmtp/scripts/directory.hpp"
#include "lmtp/scripts/location.hpp"
#include "lmtp/scripts/personal_script.hpp"
#include "lmtp/scripts/script_cache.hpp"

namespace dovetail::lmtp::scripts {

namespace {

// "/x/spam.sieve" -> "spam": what diagnostics call the script.
std::string script_name(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  if (name.ends_with(".sieve")) name.resize(name.size() - 6);
  return name;
}

SequenceItem problem(SequenceItem::Problem kind, std::string path, std::string text, bool personal) {
  return {nullptr, kind, personal, std::move(path), std::move(text)};
}

}  // namespace

// What is still to come: places that are looked at when it is their turn.
struct ScriptSequence::State {
  State(const Locations& where, ScriptCache& scripts) : locations(where), cache(scripts) {}

  const Locations locations;
  ScriptCache& cache;
  std::deque<std::string> global;  // locations of before or after not looked at yet
  std::deque<std::string> files;   // files of the directory that was looked at last
  enum class Stage { before, personal, after, done } stage = Stage::before;
  std::string personal_path;
  std::vector<std::string> warnings;

  std::optional<SequenceItem> compiled(const OpenResult& opened, const std::string& path, bool personal);
  std::optional<SequenceItem> next_global();
  std::optional<SequenceItem> personal_or_default();
  std::optional<SequenceItem> global_file(const std::string& location);
};

// Nothing for a script that is not there, or vanished since it was listed.
std::optional<SequenceItem> ScriptSequence::State::compiled(const OpenResult& opened, const std::string& path,
                                                            bool personal) {
  using Problem = SequenceItem::Problem;
  if (!opened) {
    if (opened.error().kind == base::ErrorKind::permanent) {
      warnings.push_back(opened.error().detail);
      return std::nullopt;
    }
    return problem(Problem::temporary, path, opened.error().detail, personal);
  }
  if (!opened->has_value()) return std::nullopt;
  const std::string& found = (*opened)->identity.path;
  auto script = cache.get(**opened, script_name(found), personal, locations);
  if (!script) return problem(Problem::temporary, found, script.error().detail, personal);
  SequenceItem item{script->script, Problem::none, personal, found, script->diagnostics};
  if (!item.script) item.problem = Problem::compile;
  return item;
}

std::optional<SequenceItem> ScriptSequence::State::global_file(const std::string& location) {
  auto parsed = parse_location(location, locations.home);
  if (!parsed) return problem(SequenceItem::Problem::temporary, location, parsed.error().detail, false);
  std::string path = parsed->path;
  if (!parsed->name.empty()) path += "/" + parsed->name + ".sieve";
  return compiled(open_trusted(path), path, false);
}

std::optional<SequenceItem> ScriptSequence::State::next_global() {
  while (!files.empty() || !global.empty()) {
    if (files.empty()) {
      const std::string location = std::move(global.front());
      global.pop_front();
      auto parsed = parse_location(location, locations.home);
      auto listed = parsed && parsed->name.empty() ? scripts_of(parsed->path) : std::nullopt;
      if (listed) {
        files.assign(listed->begin(), listed->end());
        continue;
      }
      if (auto item = global_file(location)) return item;
    } else {
      const std::string file = std::move(files.front());
      files.pop_front();
      if (auto item = compiled(open_trusted(file), file, false)) return item;
    }
  }
  return std::nullopt;
}

std::optional<SequenceItem> ScriptSequence::State::personal_or_default() {
  auto place = find_personal_script(locations);
  if (!place)
    return problem(SequenceItem::Problem::temporary, locations.personal, place.error().detail, true);
  if (!place->warning.empty()) warnings.push_back(place->warning);
  personal_path = place->log_base;
  if (place->file) {
    const OpenResult opened =
        place->relative ? open_below(locations.home, *place->relative) : open_trusted(*place->file);
    if (auto item = compiled(opened, *place->file, true)) return item;
  }
  return locations.fallback.empty() ? std::nullopt : global_file(locations.fallback);
}

ScriptSequence::ScriptSequence(const Locations& locations, ScriptCache& cache)
    : state_(std::make_unique<State>(locations, cache)) {
  state_->global.assign(locations.before.begin(), locations.before.end());
  if (!locations.enabled) state_->stage = State::Stage::done;
}

ScriptSequence::~ScriptSequence() = default;
ScriptSequence::ScriptSequence(ScriptSequence&&) noexcept = default;

std::optional<SequenceItem> ScriptSequence::next() {
  using Stage = State::Stage;
  State& state = *state_;
  if (state.stage == Stage::before) {
    if (auto item = state.next_global()) return item;
    state.stage = Stage::personal;
  }
  if (state.stage == Stage::personal) {
    state.stage = Stage::after;
    state.global.assign(state.locations.after.begin(), state.locations.after.end());
    if (auto item = state.personal_or_default()) return item;
  }
  if (state.stage == Stage::after) {
    if (auto item = state.next_global()) return item;
    state.stage = Stage::done;
  }
  return std::nullopt;
}

std::optional<SequenceItem> ScriptSequence::discard() {
  if (!state_->locations.enabled || state_->locations.discard.empty()) return std::nullopt;
  return state_->global_file(state_->locations.discard);
}

std::string ScriptSequence::user_log() const {
  const Locations& where = state_->locations;
  if (!where.user_log.empty()) {
    const auto place = parse_location(where.user_log, where.home);
    return place ? place->path : std::string();
  }
  if (!state_->personal_path.empty()) return state_->personal_path + ".log";
  return where.home.empty() ? std::string() : where.home + "/.dovecot.sieve.log";
}

const std::vector<std::string>& ScriptSequence::warnings() const {
  return state_->warnings;
}

}  // namespace dovetail::lmtp::scripts
