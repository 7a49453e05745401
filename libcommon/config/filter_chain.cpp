// SPDX-License-Identifier: MIT
#include "libcommon/config/filter_chain.hpp"

#include <algorithm>
#include <array>

#include "libcommon/base/text.hpp"

namespace dovetail::config {
namespace {

// From outside to inside; nothing else is allowed.
constexpr std::array<std::string_view, 4> kOrder = {"local", "local_name", "remote", "protocol"};

std::size_t rank(std::string_view type) {
  return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), type) - kOrder.begin());
}

bool name_matches(const std::string& pattern, const std::string& name) {
  if (pattern.starts_with("*.")) {
    return base::ends_with_ignoring_case(name, std::string_view(pattern).substr(1));
  }
  return base::equals_ignoring_case(pattern, name);
}

bool protocol_matches(const std::string& pattern, const std::string& protocol) {
  return pattern.starts_with('!') ? !protocol.empty() && pattern.substr(1) != protocol : pattern == protocol;
}

bool within(const std::optional<Network>& net, const std::string& address) {
  const auto one = parse_network(address);
  return !net || (one && net->contains(*one));
}

class Collector {
 public:
  Collector(std::vector<FilterChain>& out, Findings* findings) : out_(out), findings_(findings) {}

  void visit(const Section& section, const FilterChain& outer, std::size_t depth) {
    for (const auto& child : section.sections()) {
      if (!is_filter(child->type())) {
        continue;
      }
      const std::size_t place = rank(child->type());
      if (depth > place || (depth == place && child->type() == "protocol")) {
        complain(*child, child->type() + " is not allowed inside " + section.type() +
                             ": nest as local { local_name { remote { protocol {} } } }");
        continue;
      }
      FilterChain chain = outer;
      chain.section = child.get();
      if (narrow(chain, *child)) {
        out_.push_back(chain);
        visit(*child, chain, place);
      }
    }
  }

 private:
  bool narrow(FilterChain& chain, const Section& section) {
    if (section.type() == "protocol") {
      chain.protocol = section.name();
    } else if (section.type() == "local_name") {
      chain.local_name = section.name();
    } else {
      return narrow_network(section.type() == "local" ? chain.local : chain.remote, section);
    }
    if (section.name().empty()) {
      complain(section, "Missing name of the " + section.type() + " section");
    }
    return !section.name().empty();
  }

  bool narrow_network(std::optional<Network>& net, const Section& section) {
    const auto inner = parse_network(section.name());
    if (!inner) {
      complain(section, section.title() + ": not an IP address or network; host names are not looked up");
      return false;
    }
    if (net && !net->contains(*inner)) {
      complain(section, section.title() + " is not a subnet of the section around it");
      return false;
    }
    net = inner;
    return true;
  }

  void complain(const Section& section, std::string text) {
    if (findings_ != nullptr) {
      findings_->error(section.where(), std::move(text));
    }
  }

  std::vector<FilterChain>& out_;
  Findings* findings_;
};

bool contains_network(const std::optional<Network>& outer, const std::optional<Network>& inner) {
  return !outer || (inner && outer->contains(*inner));
}
std::string network_key(const std::optional<Network>& net) {
  return net ? std::string(net->address.begin(), net->address.end()) + '/' + std::to_string(net->bits) : "";
}
bool contains_word(const std::string& outer, const std::string& inner) {
  return outer.empty() || outer == inner;
}

}  // namespace

bool FilterChain::matches(const FilterContext& context) const {
  return within(local, context.local_ip) && within(remote, context.remote_ip) &&
         (local_name.empty() || name_matches(local_name, context.local_name)) &&
         (protocol.empty() || protocol_matches(protocol, context.protocol));
}

bool FilterChain::contains(const FilterChain& other) const {
  return contains_network(local, other.local) && contains_network(remote, other.remote) &&
         contains_word(local_name, other.local_name) && contains_word(protocol, other.protocol);
}

bool FilterChain::may_meet(const FilterChain& other) const {
  const auto nets = [](const std::optional<Network>& a, const std::optional<Network>& b) {
    return contains_network(a, b) || contains_network(b, a);
  };
  const auto words = [](const std::string& a, const std::string& b) {
    return contains_word(a, b) || contains_word(b, a);
  };
  const bool negated = protocol.starts_with('!') || other.protocol.starts_with('!');
  const bool protocols = negated ? protocol != "!" + other.protocol && other.protocol != "!" + protocol
                                 : words(protocol, other.protocol);
  return nets(local, other.local) && nets(remote, other.remote) && words(local_name, other.local_name) &&
         protocols;
}

std::string FilterChain::place() const {
  return network_key(local) + '\n' + local_name + '\n' + network_key(remote);
}

std::vector<FilterChain> filter_chains(const Section& root, Findings* findings) {
  std::vector<FilterChain> out;
  Collector(out, findings).visit(root, {}, 0);
  return out;
}

}  // namespace dovetail::config
