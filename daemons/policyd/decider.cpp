// SPDX-License-Identifier: MIT
#include "daemons/policyd/decider.hpp"

#include <algorithm>

#include "daemons/policyd/log_run.hpp"
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
  // Nobody was here before it: an answer that is known now leaves now, and not with a batch.
  if (idle()) {
    if (const auto verdict = recall(request)) return answer(question, *verdict);
  }
  waiting_.push_back({question, std::move(request)});
  batch_.schedule();
}

std::optional<policy::Verdict> Decider::recall(const policy::Request& request) {
  if (budget_turn_ != loop_.turn_time()) {
    budget_turn_ = loop_.turn_time();
    budget_ = {policy::greylist::kRecallPatterns};
  }
  return engine_.recall(rules_, request, clock_.wall(), budget_);
}

void Decider::start_batch() {
  if (!in_flight_.empty()) return;
  submit_next();
  watch_time();
}

// What gathered while a batch was decided: those in front that need no worker.
std::vector<Decider::Recalled> Decider::recall_waiting() {
  std::vector<Recalled> recalled;
  while (!waiting_.empty() && recalled.size() < policy::greylist::kMaxBatch) {
    auto verdict = recall(waiting_.front().request);
    if (!verdict) break;
    recalled.push_back({waiting_.front().question, std::move(*verdict)});
    waiting_.pop_front();
  }
  return recalled;
}

void Decider::submit_next() {
  if (waiting_.empty()) return;
  const std::size_t size = std::min(waiting_.size(), policy::greylist::kMaxBatch);
  std::vector<policy::Request> requests;
  requests.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    in_flight_.push_back(waiting_.front().question);
    requests.push_back(std::move(waiting_.front().request));
    waiting_.pop_front();
  }
  figures_.batch_size.observe(static_cast<double>(size));
  submit(std::move(requests));
}

void Decider::submit(std::vector<policy::Request> requests) {
  const bool taken = pool_.submit(
      lifetime_.watch(),
      [&engine = engine_, rules = rules_, requests = std::move(requests), now = clock_.wall()] {
        return engine.decide(rules, requests, now);
      },
      [this](base::Result<Engine::Decided> decided) { finish_batch(std::move(decided)); });
  if (!taken) finish_batch(base::Unexpected(base::temporary("the worker's queue is full")));
}

void Decider::finish_batch(base::Result<Engine::Decided> decided) {
  const std::vector<Question> questions = std::move(in_flight_);
  in_flight_.clear();
  const auto recalled = recall_waiting();
  submit_next();  // before the replies leave, so that the worker need not wait for them
  if (decided) log_decided(questions, decided->verdicts);
  std::uint64_t failures = 0;
  std::string why = decided ? "" : decided.error().detail;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (decided && (*decided).verdicts[i].failure.empty()) {
      send(questions[i], (*decided).verdicts[i]);
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
  for (const Recalled& one : recalled) {
    answer(one.question, one.verdict);
  }
  watch_time();
}

void Decider::log_decided(const std::vector<Question>& questions,
                          const std::vector<policy::Verdict>& verdicts) {
  LogRun lines(log_);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (questions[i].answered || !verdicts[i].failure.empty()) continue;
    for (const policy::LogLine& line : verdicts[i].log) {
      lines.add(line);
    }
  }
}

void Decider::answer(const Question& question, const policy::Verdict& verdict) {
  for (const policy::LogLine& line : verdict.log) {
    if (log_.wants(line.severity)) log_.write(line.severity, line.text);
  }
  send(question, verdict);
}

void Decider::send(const Question& question, const policy::Verdict& verdict) {
  if (question.answered) return;  // by the fallback: a log line or a count of the decision would tell otherwise
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
