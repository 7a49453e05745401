// SPDX-License-Identifier: MIT
#include "libcommon/config/declarations.hpp"

#include "libcommon/config/known_names.hpp"
#include "libcommon/config/show.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;

namespace {

const config::Declarations kOptions("listeners of tests", "unix_listener",
                                    {{"patience", "time", "1 s", "How long."},
                                     {"mood", "good, bad", "", "How."}});
const config::Declarations kPlugin("plugins", "", {{"plugin/extra", "size", "0", "How much."}});
const std::vector<const config::SchemaBase*> kAll{&kOptions, &kPlugin};

}  // namespace

TEST_CASE("what is read by hand is a known name of its section") {
  const config::KnownNames known(kAll);
  CHECK(known.setting("unix_listener", "mood") == config::Known::used);
  CHECK(known.setting("inet_listener", "mood") == config::Known::unknown);
  CHECK(known.setting("plugin", "extra2") == config::Known::used);
  CHECK(known.nearest("unix_listener", "patienc") == "patience");
}

TEST_CASE("it stands in sample and manual with form, default and help") {
  const std::string sample = config::sample(kAll);
  CHECK(sample.find("#unix_listener PATH {\n\n# How long. (time)\n#  patience = 1 s\n") != std::string::npos);
  CHECK(sample.find("#plugin {\n\n# How much. (size)\n#  extra = 0\n") != std::string::npos);
  CHECK(config::manual(kAll).find("\\fBmood\\fR (good, bad; default: empty)\nHow.\n") != std::string::npos);
}

TEST_CASE("a section that needs a name shows in the sample where it goes") {
  for (const auto& [type, line] :
       {std::pair{"service", "#service NAME {"}, std::pair{"table", "#table NAME {"},
        std::pair{"inet_listener", "#inet_listener NAME {"}, std::pair{"passdb", "#passdb {"}}) {
    const config::Declarations one("things", type, {{"mood", "text", "", "How."}});
    CHECK(config::sample({&one}).find(std::string("\n") + line + "\n\n# How. (text)\n#  mood =") !=
          std::string::npos);
  }
}

TEST_CASE("its names are sorted into the tables that every daemon has") {
  const std::string source = config::names_source(kAll);
  CHECK(source.find("kSectionKeys[] = {\n    \"unix_listener/mood\",\n    \"unix_listener/patience\",\n};") !=
        std::string::npos);
  CHECK(source.find("kPluginSettings[] = {\n    \"extra\",\n};") != std::string::npos);
}
