// SPDX-License-Identifier: MIT
#include "daemons/policyd/upkeep.hpp"

#include "policy/greylist/remembered_settings.hpp"

namespace dovetail::policyd {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kBetweenSteps{
    20};  // while there is something to tidy: a step takes about a millisecond
constexpr int kMostPostponed = 5;  // steps that give way to requests, one after the other
constexpr milliseconds kBetweenLooks{5000};
constexpr milliseconds kBetweenCheckpoints{1000};

}  // namespace

Upkeep::Upkeep(event::Loop& loop, base::Log& log, const base::Clock& clock, event::WorkerPool& pool,
               Engine& engine, const std::string& checkpoint_path)
    : log_(log),
      clock_(clock),
      pool_(pool),
      engine_(engine),
      tidy_timer_(loop, [this] { tidy(); }),
      checkpoint_timer_(loop, [this] { checkpoint(); }) {
  if (engine.tidies_beside()) {
    sweep_pool_ =
        std::make_unique<event::WorkerPool>(loop, event::WorkerPoolOptions{.name = "sweep", .queue_limit = 1});
  }
  if (checkpoint_path.empty()) return;
  checkpoints_ = std::make_unique<policy::greylist::SqliteCheckpoints>(checkpoint_path);
  sync_pool_ =
      std::make_unique<event::WorkerPool>(loop, event::WorkerPoolOptions{.name = "sync", .queue_limit = 1});
}

Upkeep::~Upkeep() {
  if (sweep_pool_) sweep_pool_->drain();
  if (sync_pool_) sync_pool_->drain();
}

void Upkeep::configure(std::shared_ptr<const policy::greylist::Rulebook> rules) {
  rules_ = std::move(rules);
  if (!checkpoints_) return;  // hosts that share a server have a configuration file
  static_cast<void>(pool_.submit(
      lifetime_.watch(), [rules = rules_] { return policy::greylist::remember_settings(rules->settings); },
      [](const base::Result<void>&) {}));  // a disk that is full is told by the decisions
}

void Upkeep::begin() {
  tidy_timer_.schedule(kBetweenLooks);
  if (checkpoints_) checkpoint_timer_.schedule(kBetweenCheckpoints);
}

void Upkeep::tidy() {
  // Requests first; but a store that is never idle must be tidied, too.
  if (!sweep_pool_ && pool_.in_work() > 0 && postponed_ < kMostPostponed) {
    ++postponed_;
    return tidy_timer_.schedule(kBetweenSteps);
  }
  postponed_ = 0;
  event::WorkerPool& pool = sweep_pool_ ? *sweep_pool_ : pool_;
  const bool taken = pool.submit(
      lifetime_.watch(),
      [&engine = engine_, rules = rules_, now = base::unix_seconds(clock_.wall())] {
        return engine.tidy(rules->settings, now);
      },
      [this](base::Result<bool> more) {
        if (!more) tell(more.error());
        tidy_timer_.schedule(more && *more ? kBetweenSteps : kBetweenLooks);
      });
  if (!taken) tidy_timer_.schedule(kBetweenLooks);
}

void Upkeep::checkpoint() {
  const bool taken = sync_pool_->submit(
      lifetime_.watch(), [&checkpoints = *checkpoints_] { return checkpoints.run(); },
      [this](base::Result<void> done) {
        if (!done) tell(done.error());
        checkpoint_timer_.schedule(kBetweenCheckpoints);
      });
  if (!taken) checkpoint_timer_.schedule(kBetweenCheckpoints);
}

void Upkeep::tell(const base::Error& error) {
  if (const auto line = trouble_.report("greylist store: " + error.detail, 0, clock_.mono()))
    log_.warning(*line);
}

}  // namespace dovetail::policyd
