# SPDX-License-Identifier: MIT
# Foreign libraries as imported targets, found by pkg-config (include folders differ between distributions).

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

function(dovetail_find name module)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET GLOBAL ${module})
  add_library(dovetail::ext_${name} ALIAS PkgConfig::${name})
endfunction()

dovetail_find(libevent libevent_core)
dovetail_find(libevent_extra libevent_extra)
dovetail_find(libevent_openssl libevent_openssl)
dovetail_find(openssl openssl)
dovetail_find(sqlite sqlite3)
dovetail_find(mariadb libmariadb)
dovetail_find(pcre2 libpcre2-8)
dovetail_find(sodium libsodium)
dovetail_find(xcrypt libcrypt)
dovetail_find(fmt fmt)
