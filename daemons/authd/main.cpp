// SPDX-License-Identifier: MIT
#include "daemons/authd/application.hpp"

int main(int argc, char** argv) {
  dovetail::authd::Authd application;
  return dovetail::daemon::run(
      {.name = "authd", .summary = "authentication service, as Dovecot's auth", .extra = {}}, argc, argv,
      application);
}
