// SPDX-License-Identifier: MIT
// The commands about one client or one mail.
#include "daemons/dovetail/greylist_access.hpp"
#include "daemons/dovetail/greylist_commands.hpp"
#include "libcommon/base/text.hpp"
#include "policy/greylist/ip_address.hpp"

namespace dovetail::cli {
namespace {

constexpr Option kOptions[] = {
    kGreylistOptions[0],
    kGreylistOptions[1],
    {0, "client", "ADDRESS", "IP address of the client."},
    {0, "name", "NAME", "Its verified host name."},
    {0, "sender", "ADDRESS", "Envelope sender; with --recipient: one triplet."},
    {0, "recipient", "ADDRESS", "Envelope recipient."},
};

int run_named(std::string_view command, const GreylistAccess::Parameters& parameters,
              const Invocation& invocation, Console& console) {
  int status = kSuccess;
  const auto access = GreylistAccess::open(invocation, console, status);
  if (!access) return status;
  const auto answer = access->run(command, parameters);
  if (!answer) {
    console.err(answer.error().detail);
    return kUnavailable;
  }
  for (const std::string_view line : base::split(answer->text, '\n')) {
    if (line.empty()) continue;
    answer->status == 200 || answer->status == 404 ? console.out(line) : console.err(line);
  }
  return status_of_answer(answer->status);
}

GreylistAccess::Parameters parameters_of(const Invocation& invocation) {
  GreylistAccess::Parameters parameters;
  for (const char* name : {"client", "name", "sender", "recipient"}) {
    if (const auto value = invocation.value(name)) parameters[name] = *value;
  }
  return parameters;
}

int run_show(const Invocation& invocation, Console& console) {
  return run_named("show", parameters_of(invocation), invocation, console);
}
int run_allow(const Invocation& invocation, Console& console) {
  return run_named("allow", parameters_of(invocation), invocation, console);
}
int run_forget(const Invocation& invocation, Console& console) {
  return run_named("forget", parameters_of(invocation), invocation, console);
}
int run_explain(const Invocation& invocation, Console& console) {
  return run_named("explain", parameters_of(invocation), invocation, console);
}

// One word: an address of a client, a mail address, or a host name.
int run_whitelist(const Invocation& invocation, Console& console) {
  GreylistAccess::Parameters parameters = parameters_of(invocation);
  if (!invocation.arguments.empty()) {
    const std::string& word = invocation.arguments[0];
    if (policy::greylist::IpAddress::parse(word)) {
      parameters["client"] = word;
    } else if (word.find('@') != std::string::npos) {
      parameters["recipient"] = parameters["sender"] = word;
    } else {
      parameters["name"] = word;
    }
  }
  return run_named("whitelist", parameters, invocation, console);
}

}  // namespace

const Command kGreylistShow = {"greylist", "show",  "",
                               0,          0,       "Show what is remembered of a client, or of a triplet.",
                               kOptions,   run_show};
const Command kGreylistAllow = {
    "greylist", "allow", "", 0, 0, "Let a client, or one triplet, pass from now on.", kOptions, run_allow};
const Command kGreylistForget = {"greylist", "forget",  "", 0, 0, "Forget a client's count, or one triplet.",
                                 kOptions,   run_forget};
const Command kGreylistExplain = {
    "greylist", "explain",  "", 0, 0, "Say which rule would decide a mail now, why, and what comes next.",
    kOptions,   run_explain};
const Command kGreylistWhitelist = {"greylist",
                                    "whitelist",
                                    "[ADDRESS|NAME]",
                                    0,
                                    1,
                                    "Show which whitelist entry matches a client or a mail address.",
                                    kOptions,
                                    run_whitelist};

}  // namespace dovetail::cli
