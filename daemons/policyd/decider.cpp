// SPDX-License-Identifier: MIT
#include "daemons/policyd/decider.hpp"

#include <algorithm>

#include "policy/greylist/limits.hpp"

namespace dovetail::policyd {
namespace {

constexpr int kShareForTheWay = 20;  // of the time limit: a reply sent at its last moment would come too late

}  // namespace

Decider::Decider(event::Loop& loop, base::Log& log, const base::Clock& clock, event::WorkerPool& pool,
                 Engine& engine, Figures& figures, Reply reply)
    : loop_(loop),
      log_(log),
      clock_(clock),
      pool_(pool),
      engine_(engine),
      figures_(figures),
      reply_(std::move(reply)),
      batch_(loop, [this] { start_batch(); }),
      timer_(loop, [this] { answer_overdue(); }) {}

void Decider::configure(std::shared_ptr<const policy::greylist::Rulebook> rules, Options options) {
  rules_ = std::move(rules);
  options_ = std::move(options);
  patience_ = options_.time_limit - options_.time_limit / kShareForTheWay;
}

void Decider::ask(daemon::ConnectionId id, base::Ticket ticket, policy::Request request) {
  const Question question{id, ticket, loop_.turn_time()};
  // Once the oldest question of a batch had to be answered without it, the store hangs: nobody else waits for
  // it.
  const bool hangs = !in_flight_.empty() && in_flight_.front().answered;
  if (hangs || waiting_.size() >= options_.max_waiting) {
    fall_back(question);
    tell(hangs ? "greylist store does not answer" : "too many requests waiting", 1);
    return;
  }
  waiting_.push_back({question, std::move(request)});
  batch_.schedule();
}

void Decider::start_batch() {
  if (auto recalled = begin_next()) {
    answer_all(*recalled);
    watch_time();
  }
}

// Takes the next batch. Its answers, if they are known at once; nothing: the worker has it, or there is none.
std::optional<Decider::Recalled> Decider::begin_next() {
  if (!in_flight_.empty() || waiting_.empty()) return std::nullopt;
  const std::size_t size = std::min(waiting_.size(), policy::greylist::kMaxBatch);
  std::vector<Question> questions;
  std::vector<policy::Request> requests;
  questions.reserve(size);
  requests.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    questions.push_back(waiting_.front().question);
    requests.push_back(std::move(waiting_.front().request));
    waiting_.pop_front();
  }
  figures_.batch_size.observe(static_cast<double>(size));
  if (auto verdicts = engine_.recall(rules_, requests, clock_.wall())) {
    if (!waiting_.empty()) batch_.schedule();
    return Recalled{std::move(questions), std::move(*verdicts)};
  }
  in_flight_ = std::move(questions);
  submit(std::move(requests));
  return std::nullopt;
}

void Decider::submit(std::vector<policy::Request> requests) {
  const bool taken = pool_.submit(
      lifetime_.watch(),
      [&engine = engine_, rules = rules_, requests = std::move(requests), now = clock_.wall()] {
        return engine.decide(rules, requests, now);
      },
      [this](base::Result<Engine::Decided> decided) { finish_batch(std::move(decided)); });
  if (!taken) finish_batch(base::Unexpected(base::temporary("the worker's queue is full")));
  watch_time();
}

void Decider::finish_batch(base::Result<Engine::Decided> decided) {
  const std::vector<Question> questions = std::move(in_flight_);
  in_flight_.clear();
  auto recalled = begin_next();  // before the replies leave, so that the worker need not wait for them
  std::uint64_t failures = 0;
  std::string why = decided ? "" : decided.error().detail;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (decided && (*decided).verdicts[i].failure.empty()) {
      answer(questions[i], (*decided).verdicts[i]);
      continue;
    }
    if (decided) why = (*decided).verdicts[i].failure;
    if (questions[i].answered) continue;  // told when its time was over
    ++failures;
    fall_back(questions[i]);
  }
  if (!why.empty()) tell("greylist store: " + why, failures);
  if (decided && !(*decided).trouble.empty()) {
    tell("greylist store: " + (*decided).trouble + "; decisions are kept in memory", 0);
  }
  if (recalled) answer_all(*recalled);
  watch_time();
}

void Decider::answer_all(const Recalled& recalled) {
  for (std::size_t i = 0; i < recalled.questions.size(); ++i) {
    answer(recalled.questions[i], recalled.verdicts[i]);
  }
}

void Decider::answer(const Question& question, const policy::Verdict& verdict) {
  if (question.answered) return;  // by the fallback: a log line or a count of the decision would tell otherwise
  for (const policy::LogLine& line : verdict.log) {
    if (log_.wants(line.severity)) log_.write(line.severity, line.text);
  }
  figures_.count(verdict.reason);
  figures_.latency.observe(loop_.turn_time() - question.arrived);
  reply_(question.id, question.ticket, verdict.action);
}

void Decider::fall_back(const Question& question) {
  figures_.fallbacks.add();
  reply_(question.id, question.ticket, options_.fallback);
}

void Decider::answer_overdue() {
  const base::MonoTime deadline = clock_.mono() - patience_;
  std::uint64_t overdue = 0;
  for (Question& question : in_flight_) {
    if (question.answered || question.arrived > deadline) continue;
    question.answered = true;
    fall_back(question);
    ++overdue;
  }
  while (!waiting_.empty() && waiting_.front().question.arrived <= deadline) {
    fall_back(waiting_.front().question);
    waiting_.pop_front();
    ++overdue;
  }
  if (overdue > 0) tell("greylist store does not answer", overdue);
  watch_time();
}

void Decider::watch_time() {
  std::optional<base::MonoTime> oldest;
  for (const Question& question : in_flight_) {
    if (!question.answered && (!oldest || question.arrived < *oldest)) oldest = question.arrived;
  }
  if (!waiting_.empty() && (!oldest || waiting_.front().question.arrived < *oldest)) {
    oldest = waiting_.front().question.arrived;
  }
  if (!oldest) {
    timer_.cancel();
    return;
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*oldest + patience_ - clock_.mono());
  timer_.schedule(std::max(left, std::chrono::milliseconds(1)));
}

void Decider::tell(std::string_view what, std::uint64_t times) {
  if (const auto line = trouble_.report(what, times, clock_.mono())) log_.warning(*line);
}

}  // namespace dovetail::policyd
