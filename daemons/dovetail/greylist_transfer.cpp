// SPDX-License-Identifier: MIT
// Moving Postgrey's databases in and out, as the text of db_dump and db_load.
#include <fstream>

#include "daemons/dovetail/greylist_access.hpp"
#include "daemons/dovetail/greylist_commands.hpp"
#include "daemons/dovetail/progress_bar.hpp"
#include "libcommon/base/clock.hpp"
#include "libcommon/base/text.hpp"
#include "policy/greylist/dump.hpp"

namespace dovetail::cli {
namespace {

using policy::greylist::CommandRow;

constexpr Option kImportOptions[] = {kGreylistOptions[0], kGreylistOptions[1]};
constexpr Option kExportOptions[] = {
    kGreylistOptions[0],
    kGreylistOptions[1],
    {0, "clients", "", "postgrey_clients.db instead of postgrey.db."},
};
constexpr std::size_t kChunk = 3000;          // octets of rows for one step
constexpr std::size_t kMaxInput = 1UL << 30;  // octets of a dump

// Collects rows and hands them on in chunks.
class Importer {
 public:
  explicit Importer(GreylistAccess& access) : access_(access) {}

  // False: the store refused; see problem().
  bool add(const policy::greylist::Imported& record) {
    if (const auto* triplet = std::get_if<policy::greylist::ImportedTriplet>(&record)) {
      rows_ += "T\t" + policy::greylist::command_row(triplet->key, triplet->times.first, triplet->times.last);
      ++triplets_;
    } else {
      const auto& client = std::get<policy::greylist::ImportedClient>(record);
      rows_ += "C\t" + policy::greylist::command_row(client.key, client.count.count, client.count.last);
      ++clients_;
    }
    return rows_.size() < kChunk || flush();
  }
  bool flush() {
    if (rows_.empty()) return true;
    const auto answer = access_.run("import", {{"rows", rows_}});
    rows_.clear();
    if (!answer) problem_ = answer.error().detail;
    if (answer && answer->status != 200) problem_ = answer->text;
    return problem_.empty();
  }
  std::string summary() const {
    return std::to_string(triplets_) + " triplets, " + std::to_string(clients_) + " clients";
  }
  const std::string& problem() const { return problem_; }

 private:
  GreylistAccess& access_;
  std::string rows_;
  std::string problem_;
  std::size_t triplets_ = 0;
  std::size_t clients_ = 0;
};

// The text of the named files one after the other, or standard input.
base::Result<std::string> input_of(const Invocation& invocation, Console& console) {
  if (invocation.arguments.empty()) return console.input(kMaxInput);
  std::string text;
  for (const std::string& path : invocation.arguments) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return base::Unexpected(base::permanent("cannot read " + path));
    text.append(std::istreambuf_iterator<char>(file), {});
    text += '\n';
  }
  return text;
}

int run_import(const Invocation& invocation, Console& console) {
  const auto text = input_of(invocation, console);
  if (!text) return console.err(text.error().detail), kNoInput;
  int status = kSuccess;
  const auto access = GreylistAccess::open(invocation, console, status);
  if (!access) return status;
  const std::int64_t now = base::unix_seconds(base::SystemClock().wall());
  policy::greylist::DumpReader reader;
  Importer importer(*access);
  ProgressBar progress(console, "import", text->size());
  std::size_t skipped = 0;
  bool stored = true;
  for (std::size_t at = 0; at < text->size() && stored;) {
    const std::size_t end = std::min(text->find('\n', at), text->size());
    const auto record = reader.line(std::string_view(*text).substr(at, end - at));
    at = end + 1;
    if (record && !*record) continue;
    const auto imported = record ? policy::greylist::import_record(**record, now) : std::nullopt;
    imported ? stored = importer.add(*imported) : ++skipped != 0;
    progress.at(at);
  }
  if (!stored || !importer.flush()) return console.err(importer.problem()), kTemporary;
  progress.finish();
  console.out("imported " + importer.summary() + ", skipped " + std::to_string(skipped));
  if (reader.ended()) return kSuccess;
  console.err("the dump ends in the middle: was it cut?");
  return kNoInput;
}

int run_export(const Invocation& invocation, Console& console) {
  int status = kSuccess;
  const auto access = GreylistAccess::open(invocation, console, status);
  if (!access) return status;
  const auto print = [&](const std::string& text) {
    console.out(std::string_view(text).substr(0, text.size() - 1));
  };
  print(policy::greylist::dump_header());
  status = for_each_record(
      *access, invocation.has("clients") ? "clients" : "triplets", console, {}, [&](const CommandRow& row) {
        print(policy::greylist::dump_record(row.key,
                                            std::to_string(row.first) + "," + std::to_string(row.second)));
        return true;
      });
  // Without its last line a dump is known to be cut: `import` says so.
  if (status == kSuccess) print(policy::greylist::dump_footer());
  return status;
}

}  // namespace

const Command kGreylistImport = {
    "greylist",     "import",  "[DUMP...]", 0, 16, "Take over Postgrey's databases from the text of db_dump.",
    kImportOptions, run_import};
const Command kGreylistExport = {
    "greylist",     "export",  "", 0, 0, "Write the records as text for db_load, to go back to Postgrey.",
    kExportOptions, run_export};

}  // namespace dovetail::cli
