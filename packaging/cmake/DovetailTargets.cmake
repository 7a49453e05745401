# SPDX-License-Identifier: MIT
# How a folder becomes a target. One static library a folder, one test program a library, one file a program.

# Parsing the standard library and fmt is more than half of an optimised build, so builds that are not for development
# share one precompiled header. Development builds do without: there every file must include what it uses.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT DOVETAIL_FUZZ)
  set(DOVETAIL_PRECOMPILE ON)
endif()

function(dovetail_make_precompiled_header)
  if(DOVETAIL_PRECOMPILE)
    add_library(dovetail_pch OBJECT "${PROJECT_SOURCE_DIR}/packaging/cmake/precompiled.cpp")
    target_link_libraries(dovetail_pch PRIVATE dovetail::ext_fmt dovetail_warnings dovetail_sanitizers)
    target_precompile_headers(dovetail_pch PRIVATE <algorithm> <chrono> <map> <memory> <optional> <string>
      <string_view> <utility> <variant> <vector> <fmt/format.h>)
  endif()
endfunction()

# dovetail_library(NAME SOURCES a.cpp… HEADERS a.hpp… [PUBLIC lib…] [PRIVATE lib…])
# Makes the static library dovetail_NAME with the alias dovetail::NAME. PUBLIC only for what a header of it includes.
function(dovetail_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  add_library(dovetail_${name} STATIC ${arg_SOURCES})
  add_library(dovetail::${name} ALIAS dovetail_${name})
  target_sources(dovetail_${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${arg_HEADERS})
  target_include_directories(dovetail_${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(dovetail_${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE} dovetail_warnings
    dovetail_sanitizers)
  set_target_properties(dovetail_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  if(DOVETAIL_PRECOMPILE)
    target_precompile_headers(dovetail_${name} REUSE_FROM dovetail_pch)
  endif()
endfunction()

# dovetail_program(NAME SOURCES main.cpp… LIBS lib…): an executable in bin/, installed to sbin unless BIN is given.
function(dovetail_program name)
  cmake_parse_arguments(arg "BIN" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_LIBS} dovetail_warnings dovetail_sanitizers)
  if(arg_BIN)
    install(TARGETS ${name} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  else()
    install(TARGETS ${name} RUNTIME DESTINATION "${CMAKE_INSTALL_SBINDIR}")
  endif()
endfunction()

# dovetail_unit_test(NAME [MARIADB] SOURCES a_test.cpp… LIBS lib…): one Catch2 program unit-NAME, one CTest entry of
# that name. MARIADB: a private server runs meanwhile (tests/support/databases.hpp finds it).
function(dovetail_unit_test name)
  cmake_parse_arguments(arg "MARIADB" "" "SOURCES;LIBS;LABELS" ${ARGN})
  add_executable(unit-${name} ${arg_SOURCES})
  target_include_directories(unit-${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(unit-${name} PRIVATE ${arg_LIBS} dovetail_test_support dovetail_warnings dovetail_sanitizers)
  target_precompile_headers(unit-${name} REUSE_FROM dovetail_test_pch)
  set_target_properties(unit-${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  add_test(NAME unit-${name} COMMAND unit-${name})
  set_tests_properties(unit-${name} PROPERTIES LABELS "unit;${arg_LABELS}" TIMEOUT 300)
  if(arg_MARIADB)
    set_tests_properties(unit-${name} PROPERTIES FIXTURES_REQUIRED mariadb
      ENVIRONMENT "DOVETAIL_TEST_MARIADB=${DOVETAIL_TEST_MARIADB}")
  endif()
endfunction()
