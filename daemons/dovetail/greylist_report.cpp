// SPDX-License-Identifier: MIT
// Who is delayed by greylisting, from the mail log: where postgreyreport was used.
#include <algorithm>
#include <fstream>

#include "daemons/dovetail/greylist_commands.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/json/writer.hpp"
#include "policy/greylist/report.hpp"

namespace dovetail::cli {
namespace {

using policy::greylist::DelayReport;

constexpr Option kOptions[] = {
    {0, "by", "WHAT", "Group by sender (domain, the default), client or recipient."},
    {0, "format", "FORM", "text (the default), csv or json."},
    {0, "top", "N", "At most N groups (default 20; 0: all)."},
    {0, "never", "", "Only groups of which something never came back."},
};
constexpr std::size_t kMaxLog = 1UL << 30;

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string right(std::uint64_t number, std::size_t width) {
  const std::string text = std::to_string(number);
  return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

std::string minutes(std::int64_t seconds) {
  return std::to_string(seconds / 60) + ":" + (seconds % 60 < 10 ? "0" : "") + std::to_string(seconds % 60);
}

void print_text(const DelayReport& report, const std::vector<DelayReport::Row>& rows, Console& console) {
  const auto spread = report.spread();
  const std::uint64_t most = std::max<std::uint64_t>(1, *std::max_element(spread.begin(), spread.end()));
  console.out("came back after");
  for (std::size_t i = 0; i < spread.size(); ++i) {
    console.out("  " + padded(DelayReport::kSteps[i], 12) + right(spread[i], 8) + " " +
                std::string(static_cast<std::size_t>(40 * spread[i] / most), '#'));
  }
  console.out("");
  console.out("delayed returned  never  average  longest  who (minutes:seconds)");
  auto all = rows;
  all.push_back(report.sum());
  for (const auto& row : all) {
    const std::string average = minutes(row.average()), longest = minutes(row.longest);
    console.out(right(row.greylisted, 7) + right(row.returned, 9) + right(row.never(), 7) + "  " +
                std::string(7 - std::min<std::size_t>(7, average.size()), ' ') + average + "  " +
                std::string(7 - std::min<std::size_t>(7, longest.size()), ' ') + longest + "  " + row.name);
  }
}

std::string csv_text(const std::string& text) {
  return "\"" + base::replaced_all(text, "\"", "\"\"") + "\"";
}

void print_csv(const std::vector<DelayReport::Row>& rows, Console& console) {
  console.out("who,delayed,returned,never,refusals,average_seconds,longest_seconds");
  for (const auto& row : rows) {
    console.out(csv_text(row.name) + "," + std::to_string(row.greylisted) + "," +
                std::to_string(row.returned) + "," + std::to_string(row.never()) + "," +
                std::to_string(row.refusals) + "," + std::to_string(row.average()) + "," +
                std::to_string(row.longest));
  }
}

void print_json(const std::vector<DelayReport::Row>& rows, Console& console) {
  json::Writer writer;
  writer.begin_array();
  for (const auto& row : rows) {
    writer.begin_object().member("who", row.name).member("delayed", row.greylisted);
    writer.member("returned", row.returned).member("never", row.never()).member("refusals", row.refusals);
    writer.member("average_seconds", row.average()).member("longest_seconds", row.longest).end_object();
  }
  console.out(writer.end_array().take());
}

bool read_log(const Invocation& invocation, Console& console, DelayReport& report) {
  if (invocation.arguments.empty()) {
    const std::string text = console.input(kMaxLog);
    for (const std::string_view line : base::split(text, '\n')) {
      report.line(line);
    }
    return true;
  }
  for (const std::string& path : invocation.arguments) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return console.err("cannot read " + path), false;
    for (std::string line; std::getline(file, line);) {
      report.line(line);
    }
  }
  return true;
}

int run_report(const Invocation& invocation, Console& console) {
  const std::string by = invocation.value("by").value_or("sender");
  const std::string format = invocation.value("format").value_or("text");
  const auto top = base::to_number<std::size_t>(invocation.value("top").value_or("20"));
  const bool known_group = by == "sender" || by == "client" || by == "recipient";
  if (!known_group || !top || (format != "text" && format != "csv" && format != "json")) {
    console.err("use --by sender|client|recipient, --format text|csv|json, --top NUMBER");
    return kUsage;
  }
  DelayReport report(by == "client"      ? DelayReport::Group::client
                     : by == "recipient" ? DelayReport::Group::recipient
                                         : DelayReport::Group::sender_domain);
  if (!read_log(invocation, console, report)) return kNoInput;
  auto rows = report.rows();
  if (invocation.has("never")) std::erase_if(rows, [](const auto& row) { return row.never() == 0; });
  if (*top > 0 && rows.size() > *top) rows.resize(*top);
  if (format == "csv") print_csv(rows, console);
  if (format == "json") print_json(rows, console);
  if (format == "text") print_text(report, rows, console);
  return kSuccess;
}

}  // namespace

const Command kGreylistReport = {
    "greylist", "report",  "[MAILLOG...]",
    0,          1000,      "Say from the mail log who is delayed, by how much, and who never came back.",
    kOptions,   run_report};

}  // namespace dovetail::cli
