# SPDX-License-Identifier: MIT
# The dependency rule (ARCHITECTURE.md) as a table, checked against every include of the tree. Run by CTest:
#   cmake -DROOT=<source tree> -P check_includes.cmake
# A file may include its own folder, and what its folder's row allows. Third-party headers stand only in the
# folders that wrap them.
cmake_minimum_required(VERSION 3.25)

# Bottom to top; every folder may use all folders of earlier rows. Folders of one row do not know each other.
set(rows
  "libcommon/base"
  "libcommon/wire"
  "libcommon/metrics"
  "libcommon/config"
  "libcommon/regex libcommon/charset libcommon/json"
  "libcommon/crypto"
  "libcommon/sql"
  "libcommon/vars"
  "libcommon/table"
  "libcommon/table/text"
  "libcommon/table/maps"
  "libcommon/table/migrate"
  "libcommon/maildir"
  "libcommon/quota"
  "libcommon/event"
  "libcommon/sqlpool libcommon/authclient"
  "libcommon/daemon")

set(allowed_below "")
foreach(row IN LISTS rows)
  string(REPLACE " " ";" members "${row}")
  foreach(member IN LISTS members)
    set(allowed_${member} "${allowed_below}")
  endforeach()
  list(APPEND allowed_below ${members})
endforeach()

# Domain libraries: all of libcommon but what drives sockets (sessions know none), and their own lower floors.
set(engine_floor ${allowed_below})
list(REMOVE_ITEM engine_floor libcommon/event libcommon/sqlpool libcommon/authclient libcommon/daemon)
set(shell_floor ${allowed_below})

set(allowed_policy/protocol ${engine_floor})
set(allowed_policy ${engine_floor} policy/protocol)
set(allowed_policy/greylist ${engine_floor} policy policy/protocol)
set(allowed_policy/quota_status ${engine_floor} policy policy/protocol)

set(allowed_sasl/request ${engine_floor})
set(allowed_sasl/password ${engine_floor})
set(allowed_sasl/mech ${engine_floor} sasl/password)
set(allowed_sasl/passdb ${engine_floor} sasl/request sasl/password)
set(allowed_sasl/userdb ${engine_floor} sasl/request sasl/password sasl/passdb)
set(allowed_sasl/protocol ${engine_floor} sasl/request sasl/mech)
set(allowed_sasl ${engine_floor} sasl/request sasl/password sasl/mech sasl/passdb sasl/userdb sasl/protocol)

set(allowed_lmtp/message ${engine_floor})
set(allowed_lmtp/sieve/language ${engine_floor})
set(allowed_lmtp/sieve/runtime ${engine_floor} lmtp/sieve/language lmtp/message)
set(allowed_lmtp/sieve/extensions ${engine_floor} lmtp/sieve/runtime lmtp/sieve/language lmtp/message)
set(allowed_lmtp/sieve ${engine_floor} lmtp/sieve/extensions lmtp/sieve/runtime lmtp/sieve/language lmtp/message)
set(allowed_lmtp/managesieve ${engine_floor})
set(allowed_lmtp/scripts ${engine_floor} lmtp/message lmtp/sieve lmtp/sieve/language lmtp/sieve/runtime lmtp/sieve/extensions)
set(allowed_lmtp/maildir ${engine_floor} lmtp/message)
set(allowed_lmtp/outbound ${engine_floor} lmtp/message)
set(allowed_lmtp/protocol ${engine_floor} lmtp)
set(allowed_lmtp/delivery ${engine_floor} lmtp lmtp/message lmtp/sieve lmtp/sieve/language lmtp/sieve/runtime
  lmtp/sieve/extensions lmtp/scripts lmtp/maildir lmtp/outbound)
set(allowed_lmtp ${engine_floor})

# The daemons are where parts meet: everything below, but never another daemon. `dovetail config check` alone
# reads a configuration as each of them does.
set(also_daemons/dovetail daemons/authd/setup.hpp daemons/lmtpd/setup.hpp daemons/policyd/quota_setup.hpp
  daemons/policyd/setup.hpp daemons/tabled/door_rules.hpp daemons/tabled/setup.hpp)
foreach(program policyd authd lmtpd managesieved tabled dovetail)
  set(allowed_daemons/${program} ${shell_floor} policy policy/protocol policy/greylist policy/quota_status
    sasl sasl/request sasl/password sasl/mech sasl/passdb sasl/userdb sasl/protocol
    lmtp lmtp/message lmtp/sieve lmtp/sieve/language lmtp/sieve/runtime lmtp/sieve/extensions lmtp/managesieve
    lmtp/scripts lmtp/maildir lmtp/outbound lmtp/protocol lmtp/delivery)
endforeach()

# Third-party header (a regular expression) -> folders that may include it. fmt: any .cpp, no header.
set(foreign_event2/ libcommon/event)
set(foreign_sqlite3.h libcommon/sql)
set(foreign_mysql.h libcommon/sql)
set(foreign_openssl/ libcommon/crypto libcommon/event)
set(foreign_crypt.h libcommon/crypto)
set(foreign_sodium libcommon/crypto)
set(foreign_pcre2.h libcommon/regex)
set(foreign_iconv.h libcommon/charset)
set(foreign_nlohmann/ libcommon/json)
set(foreign event2/ sqlite3.h mysql.h openssl/ crypt.h sodium pcre2.h iconv.h nlohmann/)
set(banned_everywhere regex iostream)
set(banned_in_headers filesystem fmt/)

function(report file text)
  message(SEND_ERROR "${file}: ${text}")
endfunction()

function(check_own file folder header)
  cmake_path(GET header PARENT_PATH target)
  if(target STREQUAL folder OR target IN_LIST allowed_${folder} OR header IN_LIST also_${folder})
    return()
  endif()
  if(NOT DEFINED allowed_${folder})
    report(${file} "folder ${folder} is not in the table of tests/layering/check_includes.cmake")
  else()
    report(${file} "may not include ${header}: ${folder} does not stand above ${target}")
  endif()
endfunction()

function(check_foreign file folder header)
  foreach(name IN LISTS foreign)
    string(FIND "${header}" "${name}" at)
    if(at EQUAL 0 AND NOT folder IN_LIST foreign_${name})
      report(${file} "<${header}> belongs into ${foreign_${name}} only")
    endif()
  endforeach()
  if(header IN_LIST banned_everywhere)
    report(${file} "<${header}> is not used in this tree (CONTRIBUTING.md)")
  endif()
  if(file MATCHES "\\.hpp$")
    foreach(name IN LISTS banned_in_headers)
      string(FIND "${header}" "${name}" at)
      if(at EQUAL 0)
        report(${file} "<${header}> is too heavy for a header")
      endif()
    endforeach()
  endif()
endfunction()

set(files "")
foreach(top daemons policy lmtp sasl libcommon)
  file(GLOB_RECURSE found RELATIVE "${ROOT}" "${ROOT}/${top}/*.hpp" "${ROOT}/${top}/*.cpp")
  list(APPEND files ${found})
endforeach()

foreach(file IN LISTS files)
  cmake_path(GET file PARENT_PATH folder)
  file(STRINGS "${ROOT}/${file}" lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS lines)
    if(line MATCHES "include[ \t]+\"([^\"]+)\"")
      check_own("${file}" "${folder}" "${CMAKE_MATCH_1}")
    elseif(line MATCHES "include[ \t]+<([^>]+)>")
      check_foreign("${file}" "${folder}" "${CMAKE_MATCH_1}")
    endif()
  endforeach()
endforeach()
list(LENGTH files count)
message(STATUS "layering: ${count} files read")
