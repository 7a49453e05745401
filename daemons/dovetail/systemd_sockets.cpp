// SPDX-License-Identifier: MIT
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "daemons/dovetail/config_file.hpp"
#include "daemons/dovetail/drop_ins.hpp"
#include "daemons/dovetail/service_units.hpp"
#include "daemons/dovetail/system_commands.hpp"

namespace dovetail::cli {
namespace {

constexpr Option kOptions[] = {
    kConfigOption,
    {'o', "output", "FOLDER", "Write the files below FOLDER (/etc/systemd/system) instead of printing them."}};

void print(const UnitFile& file, Console& console) {
  console.out("# /etc/systemd/system/" + file.path);
  console.out(file.content);
}

bool write(const std::string& folder, const UnitFile& file, Console& console) {
  const std::string path = folder + "/" + file.path;
  const std::string parent = path.substr(0, path.rfind('/'));
  ::mkdir(parent.c_str(), 0755);  // there already, or the file says why not
  std::ofstream out(path);
  out << file.content;
  out.close();
  if (!out) {
    console.err("cannot write " + path);
    return false;
  }
  console.out(path);
  return true;
}

// Where the daemons are: `cmake --install --prefix` and an unpacked archive move them along with this program. One that
// runs in its build folder names the place that was configured.
std::string program_folder() {
  std::error_code none;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", none);
  const auto beside = self.parent_path().parent_path() / DOVETAIL_SBINDIR_NAME;
  for (const ServiceUnit& service : service_units()) {
    if (std::filesystem::exists(beside / service.program, none)) {
      return beside.string();
    }
  }
  return DOVETAIL_SBINDIR;
}

int run(const Invocation& invocation, Console& console) {
  config::Findings findings;
  const config::Document document = config::load(invocation.config_file(), config::DiskSource(), findings);
  if (findings.has_errors()) {
    print_findings(findings, false, console);
    return status_of(findings);
  }
  const auto files = drop_ins(document, program_folder());
  if (files.empty()) {
    console.err("no listeners in " + document.main_file + ": the packaged units hold as they are");
  }
  const auto folder = invocation.value("output");
  for (const UnitFile& file : files) {
    if (!folder) {
      print(file, console);
    } else if (!write(*folder, file, console)) {
      return kNoPermission;
    }
  }
  if (!files.empty()) {
    console.out("# then: systemctl daemon-reload; stop the program that had the socket; restart the socket unit");
  }
  return kSuccess;
}

}  // namespace

const Command kSystemdSockets = {
    "systemd", "sockets", "", 0, 0, "Drop-ins that move our units to the sockets of a configuration.", kOptions, run};

}  // namespace dovetail::cli
