// SPDX-License-Identifier: MIT
#include "policy/greylist/dump.hpp"

#include "libcommon/base/text.hpp"
#include "policy/greylist/limits.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  DumpReader reader;
  std::string written = dump_header();
  std::vector<DumpReader::Record> records;
  for (const std::string_view line : base::split(fuzz::as_text(data, size), '\n')) {
    auto record = reader.line(line);
    if (!record || !*record) continue;
    const auto imported = import_record(**record, 1'800'000'000);
    if (imported && std::holds_alternative<ImportedTriplet>(*imported)) {
      fuzz::check(std::get<ImportedTriplet>(*imported).times.last <= 1'800'000'000, "no time in the future");
    }
    written += dump_record((*record)->first, (*record)->second);
    records.push_back(std::move(**record));
  }
  written += dump_footer();
  DumpReader again;
  std::size_t number = 0;
  for (const std::string_view line : base::split(written, '\n')) {
    const auto record = again.line(line);
    if (line.size() > kMaxDumpLine) return 0;  // escapes make lines longer
    fuzz::check(record.has_value(), "what we write can be read");
    if (*record) fuzz::check(number < records.size() && **record == records[number++], "and means the same");
  }
  fuzz::check(number == records.size() && again.ended(), "nothing is lost");
  return 0;
}
