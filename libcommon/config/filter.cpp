// SPDX-License-Identifier: MIT
#include "libcommon/config/filter.hpp"

#include <algorithm>
#include <tuple>

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

void check_conflict(const FilterChain& a, const FilterChain& b, Findings& findings) {
  if (a.contains(b) || b.contains(a) || !a.may_meet(b)) {
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
  std::vector<FilterChain> chains = filter_chains(document.root, nullptr);
  std::erase_if(chains, [&](const FilterChain& chain) { return !chain.matches(context); });
  std::stable_sort(chains.begin(), chains.end(), [](const FilterChain& a, const FilterChain& b) {
    return specificity(a) < specificity(b);
  });
  for (const FilterChain& chain : chains) {
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
