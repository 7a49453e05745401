// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>

#include "daemons/tabled/service.hpp"
#include "libcommon/daemon/admin_socket.hpp"
#include "libcommon/daemon/status_report.hpp"

namespace dovetail::tabled {

// The commands of the admin socket:
//   GET  /table/get?name=N&key=K[&exact=yes]  the reply a socketmap client would get: "OK value", "NOTFOUND
//   ", … GET  /table/list                          one line a table: name, "ok" or what is wrong POST
//   /table/flush[?name=N[&key=K]]        how many remembered answers were dropped
class AdminDoor final : public Service::Door {
 public:
  AdminDoor(daemon::AdminSocket& admin, Service& service);

  void answered(const table::maps::Lookups::Asker& asker, const table::Answer& answer) override;

 private:
  void get(const event::HttpRequest& request, event::HttpServer::Responder respond);

  Service& service_;
  std::uint32_t number_;
  std::map<std::uint64_t, event::HttpServer::Responder> waiting_;
  std::uint64_t last_ = 0;
};

void report_status(Service& service, std::size_t connections, daemon::StatusReport& report);

}  // namespace dovetail::tabled
