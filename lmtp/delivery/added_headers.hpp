// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libcommon/base/clock.hpp"
#include "lmtp/envelope.hpp"

namespace dovetail::lmtp::delivery {

// lmtp_hdr_delivery_address: what Delivered-To and Received's "for" show.
enum class DeliveryAddress { none, final_address, original };

struct HeaderFacts {
  std::string hostname;
  std::string peer_address;  // of a TCP client; empty on a unix socket
  std::string tls;           // "TLSv1.3 with cipher … (256/256 bits)"; empty without TLS
  DeliveryAddress shown = DeliveryAddress::final_address;
  bool received = true;  // lmtp_add_received_header
  base::WallTime now;    // shown in the local time zone
};

// Return-Path, Delivered-To and Received, byte for byte as Dovecot 2.3 writes them, with LF line ends. The
// two places that name the recipient stay empty in a message for several: their copies are one file.
std::string added_headers(const Envelope& envelope, const HeaderFacts& facts);

}  // namespace dovetail::lmtp::delivery
