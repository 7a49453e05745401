// SPDX-License-Identifier: MIT
#include "sasl/protocol/auth_request.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/wire/tab_fields.hpp"

namespace dovetail::sasl::protocol {

namespace {

using base::Unexpected;

constexpr unsigned kEmptyResponseMinor = 2;

// `resp=` is read apart: its value may be anything and nothing may follow it.
void set_initial(AuthRequest& request, std::string_view value, unsigned minor) {
  if (value == "=") {
    request.initial = "";
  } else if (!value.empty() || minor >= kEmptyResponseMinor) {
    request.initial = std::string(value);
  }
}

}  // namespace

std::optional<std::uint32_t> parse_id(std::string_view text) {
  const auto id = base::to_number<std::uint32_t>(text);
  return id && *id != 0 ? id : std::nullopt;
}

bool parse_connection(std::span<const std::string> fields, Connection& connection) {
  for (const std::string& field : fields) {
    const auto parts = base::split_once(field, '=');
    if (parts) {
      set_parameter(connection, parts->first, parts->second);
    } else {
      set_parameter(connection, field, "");
    }
  }
  complete(connection);
  return !connection.service.empty();
}

base::Result<AuthRequest, std::string> parse_auth(std::span<const std::string> fields, unsigned minor) {
  if (fields.size() < 2) {
    return Unexpected(std::string("broken AUTH request"));
  }
  const auto id = parse_id(fields[0]);
  if (!id) {
    return Unexpected(std::string("invalid AUTH request ID"));
  }
  AuthRequest request;
  request.id = *id;
  request.mechanism = base::uppered(fields[1]);
  fields = fields.subspan(2);
  for (std::size_t at = 0; at < fields.size(); ++at) {
    if (fields[at].starts_with("resp=")) {
      if (at + 1 != fields.size()) {
        return Unexpected(std::string("AUTH parameters after 'resp'"));
      }
      set_initial(request, std::string_view(fields[at]).substr(5), minor);
      fields = fields.first(at);
    }
  }
  if (!parse_connection(fields, request.connection)) {
    return Unexpected(std::string("AUTH without a service"));
  }
  return request;
}

}  // namespace dovetail::sasl::protocol
