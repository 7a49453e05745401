// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "libcommon/config/schema.hpp"

namespace dovetail::lmtp::delivery {

enum class Fsync { optimized, always, never, file };
enum class ShownAddress { none, final_address, original };

// Settings of delivery by Dovecot's names, and the few of our own. Those in plugin {} are read by name: they
// are expanded for each user.
struct LmtpSettings {
  std::string hostname;
  std::string login_greeting;
  std::vector<std::string> login_trusted_networks;
  std::string recipient_delimiter;
  bool lmtp_save_to_detail_mailbox = false;
  bool lmtp_rcpt_check_quota = false;
  ShownAddress lmtp_hdr_delivery_address = ShownAddress::final_address;
  bool lmtp_add_received_header = true;
  std::uint64_t lmtp_user_concurrency_limit = 0;
  std::vector<std::string> lmtp_client_workarounds;
  std::uint64_t lmtp_max_message_size = 0;
  std::chrono::seconds lmtp_dedup_period{};
  std::uint64_t lmtp_disk_threads = 0;
  std::string lmtp_state_dir;
  bool lda_mailbox_autocreate = false;
  bool lda_mailbox_autosubscribe = false;
  std::string lda_original_recipient_header;
  bool quota_full_tempfail = false;
  std::string postmaster_address;
  std::string submission_host;
  std::chrono::milliseconds submission_timeout{};
  std::string sendmail_path;
  std::string deliver_log_format;
  Fsync mail_fsync = Fsync::optimized;
  std::string mail_temp_dir;
  bool mail_save_crlf = false;
};

const config::Schema<LmtpSettings>& settings_schema();

}  // namespace dovetail::lmtp::delivery
