# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Shared by ./quickstart and ./check: what a machine needs, installed without starting any service.

build_packages=(g++ cmake ninja-build pkg-config libevent-dev libssl-dev libsqlite3-dev libmariadb-dev libfmt-dev
  libpcre2-dev libsodium-dev libcrypt-dev nlohmann-json3-dev)
demo_packages=(postfix python3)
test_packages=(catch2 ccache python3-pytest postfix-sqlite postfix-mysql postfix-pcre dovecot-core dovecot-imapd
  dovecot-pop3d dovecot-lmtpd dovecot-sieve dovecot-managesieved dovecot-sqlite dovecot-mysql postgrey
  mariadb-server mariadb-client sqlite3 swaks gsasl libauthen-sasl-perl openssl strace procps iproute2
  curl perl zsh mount man-db systemd fail2ban logwatch logcheck-database db5.3-util
  # Exim is only unpacked by its test; what it links against:
  libpq5 libgnutls-dane0)
full_packages=(galera-4 galera-arbitrator-4 rsync spamassassin spamc)
package_tools=(mmdebstrap systemd-container debhelper dh-sequence-installsysusers dpkg-dev fakeroot lintian piuparts
  makepkg pacman-package-manager libarchive-tools zstd git)
arch_packages=(base-devel cmake ninja pkgconf libevent openssl sqlite mariadb-libs fmt pcre2 libsodium libxcrypt
  nlohmann-json postfix python)

bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'
[ -t 1 ] || bold='' dim='' plain=''

say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

missing_debian_packages() {
  local name
  for name in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || printf '%s\n' "$name"
  done
}

# A package's maintainer script asks policy-rc.d before it starts a service. Ours says no for as long as we install;
# one that is already there is the administrator's and stays.
forbid_services() {
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
    as_root chmod 755 /usr/sbin/policy-rc.d
    trap allow_services EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    policy_is_ours=1
  fi
}
allow_services() {
  if [ "${policy_is_ours:-0}" = 1 ]; then
    as_root rm -f /usr/sbin/policy-rc.d
    policy_is_ours=0
  fi
}

# install_missing PURPOSE package…: names what is missing, then installs it; silent when all is there.
install_missing() {
  local purpose=$1 missing
  shift
  if ! command -v dpkg-query >/dev/null; then
    say "Not a Debian system: please install what $purpose needs yourself. On Arch Linux:"
    printf '    pacman -S --needed %s\n' "${arch_packages[*]}"
    return 0
  fi
  mapfile -t missing < <(missing_debian_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Installing what $purpose needs (no service is started): ${missing[*]}"
  forbid_services
  if [ -z "$(find /var/lib/apt/lists -name '*_Packages*' -print -quit 2>/dev/null)" ]; then
    as_root apt-get -q update
  fi
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${missing[@]}"; then
    as_root apt-get -q update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${missing[@]}" ||
      die "apt-get could not install: ${missing[*]}"
  fi
  allow_services
}

# build_preset NAME [target…]: configures once and builds; the compiler's progress is shown on one line.
build_preset() {
  local preset=$1
  shift
  say "Building (preset $preset)"
  if [ ! -e "build/$preset/build.ninja" ]; then
    cmake --preset "$preset" >"/tmp/dovetail-configure.$$" 2>&1 ||
      { cat "/tmp/dovetail-configure.$$"; rm -f "/tmp/dovetail-configure.$$"; die "configuring failed"; }
    rm -f "/tmp/dovetail-configure.$$"
  fi
  local targets=()
  [ $# -eq 0 ] || targets=(--target "$@")
  if [ -t 1 ]; then
    cmake --build "build/$preset" "${targets[@]}"
  else
    # No terminal: ninja would print one line a file; every fiftieth is enough to see that it goes on.
    NINJA_STATUS='[%f/%t] ' cmake --build "build/$preset" "${targets[@]}" |
      awk '!/^\[[0-9]+\/[0-9]+\]/ || (++n % 50 == 0) {print; fflush()}'
    return "${PIPESTATUS[0]}"
  fi
}
