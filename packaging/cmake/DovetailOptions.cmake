# SPDX-License-Identifier: MIT
# Language level, warnings, sanitizers, hardening. Two INTERFACE targets that every target of ours links privately.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without the sloppiness ccache keeps nothing that uses the tests' precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros
    "${CCACHE_PROGRAM}")
endif()

add_library(dovetail_warnings INTERFACE)
target_compile_options(dovetail_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
  -Wextra-semi)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(dovetail_warnings INTERFACE -Wsuggest-override -Wduplicated-cond -Wlogical-op)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  # g++ 12 finds these in its own <string> and <optional> once it inlines; clang and the sanitizers find none.
  target_compile_options(dovetail_warnings INTERFACE -Wno-array-bounds -Wno-maybe-uninitialized)
endif()
if(DOVETAIL_WERROR)
  target_compile_options(dovetail_warnings INTERFACE -Werror)
endif()

add_library(dovetail_sanitizers INTERFACE)
if(DOVETAIL_SANITIZE STREQUAL "address")
  target_compile_options(dovetail_sanitizers INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined
    -fno-omit-frame-pointer)
  target_link_options(dovetail_sanitizers INTERFACE -fsanitize=address,undefined)
elseif(DOVETAIL_SANITIZE STREQUAL "thread")
  target_compile_options(dovetail_sanitizers INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(dovetail_sanitizers INTERFACE -fsanitize=thread)
elseif(DOVETAIL_FUZZ)  # coverage for libFuzzer in every library; clang only
  target_compile_options(dovetail_sanitizers INTERFACE -fsanitize=fuzzer-no-link,address,undefined
    -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(dovetail_sanitizers INTERFACE -fsanitize=address,undefined)
elseif(DOVETAIL_SANITIZE)
  message(FATAL_ERROR "DOVETAIL_SANITIZE is '${DOVETAIL_SANITIZE}': use address or thread")
endif()

# Hardening of what is shipped, also where a distribution brings its own flags (its build type is "None"). Debug
# builds stay plain, so that a debugger shows the code as written.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  string(TOUPPER "${CMAKE_BUILD_TYPE}" dovetail_type)
  # assert() is for our own bugs, never for input; it stays on in what we ship.
  string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_${dovetail_type} "${CMAKE_CXX_FLAGS_${dovetail_type}}")
  string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_${dovetail_type} "${CMAKE_CXX_FLAGS_${dovetail_type}}")
  add_compile_options(-fstack-protector-strong)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
  # Once only, as another level from the distribution is an error; it needs optimisation, and does not go with
  # the sanitizers.
  set(dovetail_flags "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${dovetail_type}}")
  if(NOT dovetail_flags MATCHES "_FORTIFY_SOURCE" AND dovetail_flags MATCHES "-O[1-9sgz]?( |$)"
     AND NOT dovetail_flags MATCHES "-O0" AND NOT DOVETAIL_SANITIZE AND NOT DOVETAIL_FUZZ)
    add_compile_definitions(_FORTIFY_SOURCE=2)
  endif()
  add_link_options(-Wl,-z,relro,-z,now -Wl,--as-needed)
else()
  find_program(MOLD_PROGRAM mold)
  if(MOLD_PROGRAM AND NOT DOVETAIL_SANITIZE)
    add_link_options(-fuse-ld=mold)
  endif()
endif()

# OpenSSL 4 must not surprise us: only what 3.0 does not deprecate.
add_compile_definitions(OPENSSL_API_COMPAT=30000 OPENSSL_NO_DEPRECATED)
