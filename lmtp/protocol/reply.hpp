// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "lmtp/envelope.hpp"
#include "lmtp/outcome.hpp"

// The texts of all replies. Log parsers, fail2ban rules and Postfix's bounces quote them, so codes and words
// are those of Dovecot 2.3 (Postfix reads 552 as permanent). Every line is given with its CRLF.
namespace dovetail::lmtp::protocol::reply {

std::string line(std::string_view text);  // "250 2.0.0 OK" -> with CRLF

inline constexpr std::string_view kOk = "250 2.0.0 OK";
inline constexpr std::string_view kMailOk = "250 2.1.0 OK";
inline constexpr std::string_view kRcptOk = "250 2.1.5 OK";
inline constexpr std::string_view kData = "354 OK";
inline constexpr std::string_view kBye = "221 2.0.0 Bye";
inline constexpr std::string_view kVerify = "252 2.3.3 Try RCPT instead";
inline constexpr std::string_view kUnknownCommand = "500 5.5.1 Unknown command";
inline constexpr std::string_view kBadSyntax = "500 5.5.2 Invalid command syntax";
inline constexpr std::string_view kLineTooLong = "500 5.5.2 Line too long";
inline constexpr std::string_view kMissingHostname = "501 Missing hostname";
inline constexpr std::string_view kBadParameters = "501 5.5.4 Invalid parameters";
inline constexpr std::string_view kBadChunkSize = "501 5.5.4 Invalid chunk size parameter";
inline constexpr std::string_view kBadEndMarker = "501 5.5.4 Invalid end marker parameter";
inline constexpr std::string_view kNoTls = "502 5.5.1 TLS support is not enabled.";
inline constexpr std::string_view kBeginTls = "220 2.0.0 Begin TLS negotiation now.";
inline constexpr std::string_view kMailNeeded = "503 5.5.0 MAIL needed first";
inline constexpr std::string_view kMailAlready = "503 5.5.0 MAIL already given";
inline constexpr std::string_view kNoRecipients = "503 5.5.0 No valid recipients";
inline constexpr std::string_view kChunkFailed = "503 5.5.0 Previous data chunk failed, issue RSET first";
inline constexpr std::string_view kDataAfterChunk = "503 5.5.0 Mixed DATA and BDAT commands";
inline constexpr std::string_view kTooManyRecipients = "452 4.5.3 Too many recipients";
inline constexpr std::string_view kNotTrusted = "550 5.7.14 You are not from trusted IP";
inline constexpr std::string_view kTooLarge = "552 5.2.3 Message size exceeds administrative limit";
inline constexpr std::string_view kUnsupported = "555 5.5.4 Unsupported parameters";
inline constexpr std::string_view kUnsupportedBody = "555 5.5.4 Unsupported mail BODY type";

std::string added(std::size_t octets);  // a chunk that is not the last
std::string closing(std::string_view code, std::string_view hostname, std::string_view words);  // 421 …

// The reply to RCPT; anything but `accepted` refuses this recipient alone.
std::string to_rcpt(const Recipient& recipient, const Outcome& outcome);
// The reply for one accepted recipient after the message. `stamp` is "YYYY-MM-DD hh:mm:ss" of now, for the
// failures whose cause stands in the log.
std::string after_message(const Envelope& envelope, const Recipient& recipient, const Outcome& outcome,
                          std::string_view stamp);
// The same where the message was larger than any may be.
std::string message_too_large(const Recipient& recipient);

}  // namespace dovetail::lmtp::protocol::reply
