// SPDX-License-Identifier: MIT
#include "libcommon/config/filter.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "libcommon/config/filter_chain.hpp"

namespace dovetail::config {
namespace {

constexpr std::size_t kMaxComparedFilters = 200;  // pairs are compared with each other

Section without_filters(const Section& section) {
  Section out(section.type(), section.name(), section.where());
  for (const Setting& setting : section.settings()) {
    out.set(setting);
  }
  for (const auto& child : section.sections()) {
    if (!is_filter(child->type())) {
      out.add(child->type(), child->name(), child->where()).overlay(*child);
    }
  }
  return out;
}

// Grows with everything that narrows a filter, so that a filter inside another sorts after it.
auto specificity(const FilterChain& chain) {
  return std::tuple(chain.local ? chain.local->bits + 1 : 0, !chain.local_name.empty(),
                    chain.remote ? chain.remote->bits + 1 : 0, !chain.protocol.empty());
}

// The filters that hold, in the order in which they are laid over each other: the more specific one later,
// and of equally specific ones the first of the file last (Dovecot 2.3.19, by trial), where a filter that is
// written again counts as one with its first part.
std::vector<FilterChain> in_order(std::vector<FilterChain> chains, const FilterContext& context) {
  std::erase_if(chains, [&](const FilterChain& chain) { return !chain.matches(context); });
  std::map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < chains.size(); ++i) {
    first.emplace(chains[i].key(), i);
  }
  std::stable_sort(chains.begin(), chains.end(), [&](const FilterChain& a, const FilterChain& b) {
    const auto left = specificity(a);
    const auto right = specificity(b);
    return left != right ? left < right : first.at(a.key()) > first.at(b.key());
  });
  return chains;
}

// Two protocols of one place are no conflict, though "!lmtp" and "imap" meet: the first one in the file wins.
void check_conflict(const FilterChain& a, const FilterChain& b, Findings& findings) {
  if (a.contains(b) || b.contains(a) || !a.may_meet(b) || a.place() == b.place()) {
    return;
  }
  for (const Setting& setting : b.section->settings()) {
    const Setting* other = a.section->own(setting.key);
    if (other != nullptr && !(other->value == setting.value)) {
      findings.error(setting.where, "Conflict in setting " + setting.key + " found from filter at " +
                                        to_string(a.section->where()));
    }
  }
}

void check_auth_settings(const FilterChain& chain, Findings& findings) {
  if (!chain.local && !chain.remote) {
    return;
  }
  for (const Setting& setting : chain.section->settings()) {
    if (setting.key.starts_with("auth_")) {
      findings.error(setting.where, "Auth settings not supported inside local/remote blocks: " + setting.key);
    }
  }
  for (const auto& child : chain.section->sections()) {
    if (child->type() == "passdb" || child->type() == "userdb") {
      findings.error(child->where(),
                     "Auth settings not supported inside local/remote blocks: " + child->type());
    }
  }
}

// A global setting after a filter that has it: the filter keeps its own value, which few expect.
void check_order(const Section& root, const FilterChain& chain, Findings& findings) {
  for (const Setting& setting : chain.section->settings()) {
    const Setting* global = root.own(setting.key);
    if (global != nullptr && global->where.file == setting.where.file &&
        global->where.line > setting.where.line) {
      findings.warning(global->where, "Global setting " + setting.key +
                                          " won't change the setting inside the filter at " +
                                          to_string(setting.where));
    }
  }
}

}  // namespace

Section resolve(const Document& document, const FilterContext& context) {
  Section view = without_filters(document.root);
  for (const FilterChain& chain : in_order(filter_chains(document.root, nullptr), context)) {
    view.overlay(without_filters(*chain.section));
  }
  return view;
}

void check_filters(const Document& document, Findings& findings) {
  const std::vector<FilterChain> chains = filter_chains(document.root, &findings);
  for (std::size_t i = 0; i < chains.size(); ++i) {
    check_auth_settings(chains[i], findings);
    check_order(document.root, chains[i], findings);
    for (std::size_t j = 0; j < i && chains.size() <= kMaxComparedFilters; ++j) {
      check_conflict(chains[j], chains[i], findings);
    }
  }
}

}  // namespace dovetail::config
