// SPDX-License-Identifier: MIT
#include "lmtp/delivery/sieve_settings.hpp"

namespace dovetail::lmtp::delivery {

const config::Declarations& sieve_declarations() {
  static const config::Declarations all(
      "Sieve scripts (with mail_plugins = sieve)", "",
      {{"plugin/sieve", "location", "file:~/sieve;active=~/.dovecot.sieve",
        "The user's active script: a file, or file:FOLDER;active=LINK; relative paths are below the home."},
       {"plugin/sieve_dir", "path", "",
        "Folder of the user's scripts for include :personal, where sieve names the file or link (old form)."},
       {"plugin/sieve_enabled", "yes or no", "yes", "Whether any script runs for the user."},
       {"plugin/sieve_default", "location", "", "Script of users that have none."},
       {"plugin/sieve_global_path", "location", "", "The same, by its older name."},
       {"plugin/sieve_before", "location", "",
        "Script, or folder of *.sieve files, that runs before the user's; sieve_before2, ... are more."},
       {"plugin/sieve_after", "location", "",
        "Script, or folder of *.sieve files, that runs after the user's; sieve_after2, ... are more."},
       {"plugin/sieve_discard", "location", "", "Script that runs instead of a mail's being discarded."},
       {"plugin/sieve_global", "location", "", "Folder of scripts for include :global."},
       {"plugin/sieve_user_log", "path", "",
        "Log of the user's own scripts; empty: beside the script, as .log."},
       {"plugin/sieve_user_email", "address", "",
        "The user's address in what scripts send; empty: the user's name."},
       {"plugin/sieve_redirect_envelope_from",
        "sender, recipient, orig_recipient, user_email, postmaster, <address>", "sender",
        "Envelope sender of redirected mail."},
       {"plugin/sieve_extensions", "list", "",
        "Extensions of the language; empty: the default ones; +name and -name change these."},
       {"plugin/sieve_global_extensions", "list", "", "Further ones for global scripts alone."},
       {"plugin/sieve_max_actions", "number", "32", "Actions of one run at most; 0: no limit."},
       {"plugin/sieve_max_redirects", "number", "4",
        "Redirects of one run at most; 0: redirect is forbidden."},
       {"plugin/sieve_max_cpu_time", "time", "30 secs", "Time on the processor that one run may take."}});
  return all;
}

}  // namespace dovetail::lmtp::delivery
