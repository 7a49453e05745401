// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "daemons/lmtpd/delivery.hpp"
#include "daemons/lmtpd/outbox.hpp"
#include "libcommon/base/clock.hpp"
#include "libcommon/base/log.hpp"
#include "libcommon/daemon/drain.hpp"
#include "libcommon/event/deferred.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "libcommon/metrics/registry.hpp"
#include "lmtp/delivery/means.hpp"
#include "lmtp/maildir/journal.hpp"

namespace dovetail::lmtpd {

// All deliveries in work and what they share: workers, journals, the way out. Loop thread.
class DeliveryShop final : public daemon::Drain {
 public:
  struct Parts {
    event::Loop& loop;
    base::Log& log;
    const base::Clock& clock;
    metrics::Registry& metrics;
    event::WorkerPool& disk;
    Outbox& outbox;
  };
  DeliveryShop(Parts parts, lmtp::delivery::Means means, std::unique_ptr<lmtp::maildir::Journal> deliveries,
               std::unique_ptr<lmtp::maildir::Journal> redirects);

  void deliver(ConfigRef config, lmtp::Envelope envelope,
               std::unique_ptr<lmtp::delivery::SpooledMessage> message, std::string added,
               std::vector<Resolved> recipients, Delivery::Done done);

  std::size_t in_work() const { return running_.size(); }
  void shut_down() override {}
  bool at_rest() const override { return running_.empty(); }

  // For deliveries.
  const Parts& parts() const { return parts_; }
  const lmtp::delivery::Means& means() const { return means_; }
  lmtp::maildir::Journal* journal() { return deliveries_.get(); }  // null: nothing is remembered
  lmtp::maildir::Journal* redirects() { return redirects_.get(); }
  void wait_for(const std::string& key, Delivery& delivery, std::size_t part);
  void settled(const std::string& key, const lmtp::Outcome& outcome);  // tells all that wait for it
  void sweep_soon() { sweep_.schedule(); }
  void count(const lmtp::Outcome& outcome);

 private:
  Parts parts_;
  lmtp::delivery::Means means_;
  std::unique_ptr<lmtp::maildir::Journal> deliveries_;
  std::unique_ptr<lmtp::maildir::Journal> redirects_;
  std::unordered_map<std::string, std::vector<std::pair<Delivery*, std::size_t>>> waiting_;
  std::list<std::unique_ptr<Delivery>> running_;
  event::Deferred sweep_;
  metrics::Counter& saved_;
  metrics::Counter& refused_;
  metrics::Counter& deferred_;
};

}  // namespace dovetail::lmtpd
