// SPDX-License-Identifier: MIT
#include "lmtp/delivery/settings.hpp"

namespace dovetail::lmtp::delivery {

namespace {

using S = LmtpSettings;

void declare_session(config::Schema<S>& s) {
  s.text("hostname", &S::hostname, "", "Our name in greetings and Received; empty: the system's full name.");
  s.text("login_greeting", &S::login_greeting, "Dovetail ready.", "What follows the name in the greeting.");
  s.words("login_trusted_networks", &S::login_trusted_networks, "",
          "Networks whose clients may say by XFORWARD where a mail came from; clients on unix sockets always "
          "may.");
  s.text("recipient_delimiter", &S::recipient_delimiter, "+",
         "Characters, each of which ends the user's name in an address (user+detail).");
  s.boolean("lmtp_save_to_detail_mailbox", &S::lmtp_save_to_detail_mailbox, "no",
            "Whether mail for user+detail goes to the mailbox of that name.");
  s.boolean("lmtp_rcpt_check_quota", &S::lmtp_rcpt_check_quota, "no",
            "Whether a full mailbox is refused at RCPT.");
  s.choice("lmtp_hdr_delivery_address", &S::lmtp_hdr_delivery_address, "final", {"none", "final", "original"},
           "The address shown in Delivered-To.");
  s.boolean("lmtp_add_received_header", &S::lmtp_add_received_header, "yes",
            "Whether a Received field is added.");
  s.number("lmtp_user_concurrency_limit", &S::lmtp_user_concurrency_limit, "0",
           "Deliveries to one user at a time; 0: no limit.");
  s.words("lmtp_client_workarounds", &S::lmtp_client_workarounds, "",
          "Faults of clients to bear with: whitespace-before-path, mailbox-for-path.");
  s.size("lmtp_max_message_size", &S::lmtp_max_message_size, "0",
         "Largest message that is accepted; 0: no limit.");
}

void declare_delivery(config::Schema<S>& s) {
  s.time("lmtp_dedup_period", &S::lmtp_dedup_period, "5 days",
         "How long a delivery is remembered, so that a repeated one makes no second copy; 0: not at all.");
  s.number("lmtp_disk_threads", &S::lmtp_disk_threads, "8", "Threads that write mail.");
  s.text("lmtp_state_dir", &S::lmtp_state_dir, "",
         "Folder of the delivery journal; empty: $STATE_DIRECTORY, else dovetail-lmtpd below base_dir.");
  s.boolean("lda_mailbox_autocreate", &S::lda_mailbox_autocreate, "no",
            "Whether missing mailboxes are made.");
  s.boolean("lda_mailbox_autosubscribe", &S::lda_mailbox_autosubscribe, "no",
            "Whether mailboxes made by us are subscribed.");
  s.text("lda_original_recipient_header", &S::lda_original_recipient_header, "",
         "Header field with the original recipient, where the client gives no ORCPT.");
  s.boolean("quota_full_tempfail", &S::quota_full_tempfail, "no",
            "Whether mail for a full mailbox waits (452).");
  s.text("postmaster_address", &S::postmaster_address, "",
         "Sender of rejections; empty: postmaster at the domain.");
  s.text("deliver_log_format", &S::deliver_log_format, "msgid=%m: %$",
         "Log line of a delivery; empty: none.");
  s.choice(
      "mail_fsync", &S::mail_fsync, "optimized", {"optimized", "always", "never", "file"},
      "What is on disk before a 250: file and folder (optimized, always), the file, or nothing for sure.");
  s.text("mail_temp_dir", &S::mail_temp_dir, "/tmp", "Where large messages wait for their delivery.");
  s.boolean("mail_save_crlf", &S::mail_save_crlf, "no", "Whether mail is stored with CRLF line ends.");
}

void declare_sending(config::Schema<S>& s) {
  s.text("submission_host", &S::submission_host, "",
         "host[:port] that takes redirected mail; empty: sendmail_path, or 127.0.0.1:25 where that may not "
         "run.");
  s.time("submission_timeout", &S::submission_timeout, "30 secs", "Patience with that host.");
  s.text("sendmail_path", &S::sendmail_path, "/usr/sbin/sendmail", "Program that takes redirected mail.");
}

}  // namespace

const config::Schema<LmtpSettings>& settings_schema() {
  static const config::Schema<LmtpSettings> schema = [] {
    config::Schema<LmtpSettings> s("mail delivery");
    declare_session(s);
    declare_delivery(s);
    declare_sending(s);
    return s;
  }();
  return schema;
}

}  // namespace dovetail::lmtp::delivery
