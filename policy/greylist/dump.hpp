// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "libcommon/base/result.hpp"
#include "policy/greylist/records.hpp"

namespace dovetail::policy::greylist {

// The text that Berkeley DB's db_dump writes (db_dump -p: format=print, else format=bytevalue): header lines
// up to HEADER=END, then alternating key and value lines with one blank in front, then DATA=END. Read line by
// line, so that a dump of any size takes no memory; several dumps may follow each other.
class DumpReader {
 public:
  using Record = std::pair<std::string, std::string>;  // key, value

  // A record when the line completes one. An error names what is wrong with the line; the reader goes on.
  base::Result<std::optional<Record>> line(std::string_view line);
  bool ended() const { return state_ == State::between; }  // not in the middle of a dump

 private:
  enum class State { between, header, data };
  State state_ = State::between;
  bool printable_ = true;
  std::optional<std::string> key_;
};

// What a record of Postgrey's two files means: "FIRST,LAST[,OCTET]" or "COUNT,LAST". A first number that
// cannot be a time is a count. Times after `now` become now. Nothing if the value is malformed or the key too
// long.
struct ImportedTriplet {
  std::string key;
  TripletTimes times;
};
struct ImportedClient {
  std::string key;  // an address in the form that client_key() gives, or 40 hex digits
  ClientCount count;
};
using Imported = std::variant<ImportedTriplet, ImportedClient>;
std::optional<Imported> import_record(const DumpReader::Record& record, std::int64_t now);

// The other way, for db_load: a whole dump is header + records + footer.
std::string dump_header();
std::string dump_record(std::string_view key, std::string_view value);
std::string dump_footer();

}  // namespace dovetail::policy::greylist
