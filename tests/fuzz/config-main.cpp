// SPDX-License-Identifier: MIT
// The main grammar: reading, filters, names and listeners of anything; what is shown reads back as the same.
#include <algorithm>

#include "libcommon/config/common_settings.hpp"
#include "libcommon/config/listeners.hpp"
#include "libcommon/config/load.hpp"
#include "libcommon/config/show.hpp"
#include "libcommon/config/statement.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

namespace {

// The input, with its parts after each 0xFF byte as files to include.
config::MemorySource source_of(std::string_view input) {
  config::MemorySource source;
  for (char name = '0'; !input.empty() && name <= '9'; ++name) {
    const auto end = std::min(input.find('\xFF'), input.size());
    source.add(std::string("/c/") + name, std::string(input.substr(0, end)));
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return source;
}

void check_value(const config::Section& section) {
  for (const config::Setting& setting : section.settings()) {
    const std::string& text = setting.value.text;
    if (setting.value.kind != config::Value::Kind::text || text.find_first_of("\n\r") != std::string::npos) {
      continue;
    }
    config::MemorySource source;
    source.add("/x", "a = " + config::quoted_if_needed(text));
    config::Findings findings;
    const auto again = config::read_file("/x", source, findings);
    fuzz::check(text.size() > 30000 || again.root.text("a") == text, "a value printed is a value read");
  }
  for (const auto& child : section.sections()) {
    check_value(*child);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const config::MemorySource source = source_of(fuzz::as_text(data, size));
  config::Findings findings;
  const config::Document document = config::load("/c/0", source, findings);
  const config::Section view = config::resolve(document, {.protocol = "lmtp", .remote_ip = "192.0.2.1"});
  const auto common = config::read_common(document, view, findings);
  config::check_names(document, {&config::common_schema()}, findings);
  config::check_unsupported(view, {.login = true, .delivery = true, .quota = true}, findings);
  for (const auto* service : view.all("service")) {
    config::listeners(document, view, service->name(), config::listener_rules(document, view), findings);
  }
  fuzz::check(findings.sorted().size() <= 1000, "findings are bounded");
  check_value(document.root);
  (void)config::show(document, {&config::common_schema()}, config::ShowWhat::all);
  return 0;
}
