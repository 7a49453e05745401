// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/hosts.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/config/typed.hpp"

namespace dovetail::table::maps {
namespace {

base::Result<sql::MariadbHost, std::string> parse_host(std::string_view text) {
  if (base::starts_with_ignoring_case(text, "unix:")) {
    const std::string_view path = text.substr(5);
    if (path.empty() || path[0] != '/')
      return base::Unexpected("no absolute path in \"" + std::string(text) + "\"");
    return sql::MariadbHost{std::string(path), 0};
  }
  if (text[0] == '/') return sql::MariadbHost{std::string(text), 0};
  if (base::starts_with_ignoring_case(text, "inet:")) text.remove_prefix(5);
  sql::MariadbHost host;
  std::string_view port;
  if (!text.empty() && text[0] == '[') {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return base::Unexpected("missing ] in \"" + std::string(text) + "\"");
    host.name = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else {
    const auto colon = text.rfind(':');
    host.name = text.substr(0, colon);
    port = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  if (!port.empty()) {
    const auto number = base::to_number<std::uint16_t>(port.substr(1));
    if (port[0] != ':' || !number || *number == 0)
      return base::Unexpected("bad port in \"" + std::string(text) + "\"");
    host.port = *number;
  }
  if (host.name.empty()) return base::Unexpected("no host in \"" + std::string(text) + "\"");
  if (base::equals_ignoring_case(host.name, "localhost")) host = {};
  return host;
}

}  // namespace

base::Result<std::vector<sql::MariadbHost>, std::string> parse_hosts(std::string_view text) {
  std::vector<sql::MariadbHost> hosts;
  for (const std::string& word : config::parse_words(text)) {
    auto host = parse_host(word);
    if (!host) return base::Unexpected(std::move(host).error());
    hosts.push_back(*std::move(host));
  }
  if (hosts.empty()) hosts.emplace_back();
  return hosts;
}

}  // namespace dovetail::table::maps
