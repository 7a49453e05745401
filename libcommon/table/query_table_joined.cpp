// SPDX-License-Identifier: MIT
// The part of QueryTable that asks for several keys by one statement.
#include <algorithm>
#include <deque>
#include <utility>

#include "libcommon/table/joined_query.hpp"
#include "libcommon/table/query_table.hpp"
#include "libcommon/table/result_join.hpp"

namespace dovetail::table {
namespace {

constexpr std::size_t kSizes[] = {4, 8, QueryTable::kMostTogether};  // a statement for each; what is left is NULL

}  // namespace

void QueryTable::join() {
  for (const std::size_t size : kSizes) {
    auto form = joined_form(*bound_, size);
    if (!form) return;
    if (!joined_) joined_ = std::make_unique<Joined>();
    joined_->forms.emplace_back(size, *std::move(form));
  }
}

bool QueryTable::send_joined(sql::Pipeline& pipeline, std::span<const std::string_view> keys) const {
  if (!may_be_joined()) return false;
  const auto form = std::find_if(joined_->forms.begin(), joined_->forms.end(),
                                 [&](const auto& one) { return one.first >= keys.size(); });
  if (form == joined_->forms.end() || !pipeline.takes(form->second)) return false;
  std::vector<std::string> values;
  values.reserve(keys.size() * bound_->values.size());
  for (const std::string_view key : keys)
    add_values(key, values);
  std::vector<std::string_view> views(values.begin(), values.end());
  views.resize(form->first * bound_->values.size());  // NULL equals nothing; rows of what is not asked are dropped
  return pipeline.add(form->second, views);
}

base::Result<std::vector<Answer>> QueryTable::finish_joined(sql::Statement& statement,
                                                            std::span<const std::string_view> keys) const {
  std::vector<Parts> parts(keys.begin(), keys.end());
  std::deque<ResultJoin> joins;
  std::vector<bool> full(keys.size());
  for (const Parts& key : parts)
    joins.emplace_back(format_, value_needs_, settings_.expansion_limit, key);
  for (;;) {
    auto row = statement.step();
    if (!row) return base::Unexpected(std::move(row).error());
    if (!*row) break;
    const auto key = static_cast<std::size_t>(statement.integer(0));
    for (int i = 1; i < statement.columns() && key < keys.size() && !full[key]; ++i) {
      if (!statement.is_null(i)) full[key] = !joins[key].add(statement.text(i));
    }
  }
  std::vector<Answer> answers;
  for (ResultJoin& join : joins)
    answers.push_back(join.take());
  return answers;
}

void QueryTable::prepare_joined(sql::Database& database) const {
  if (!may_be_joined()) return;
  // UNION forgets ZEROFILL: a table whose own form is not plain would have other answers together than alone.
  { const auto alone = database.prepare(bound_->sql); }
  if (database.pipeline() == nullptr || !database.pipeline()->takes(bound_->sql)) {
    joined_->failed = true;
    return;
  }
  for (const auto& [size, form] : joined_->forms) {
    { const auto prepared = database.prepare(form); }
    if (database.pipeline() == nullptr || !database.pipeline()->takes(form)) joined_->failed = true;
  }
}

}  // namespace dovetail::table
