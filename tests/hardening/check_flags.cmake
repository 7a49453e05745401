# SPDX-License-Identifier: MIT
# What is shipped is hardened, whichever build type and flags the packager chose; -DROOT, -DFOLDER, -DCOMPILER.
# A distribution's own _FORTIFY_SOURCE is left alone: a second definition is an error.

function(flags_of result type flags)
  set(build "${FOLDER}/${type}")
  execute_process(COMMAND "${CMAKE_COMMAND}" -G Ninja -S "${ROOT}/tests/hardening/project" -B "${build}"
      -DCMAKE_EXPORT_COMPILE_COMMANDS=ON "-DCMAKE_BUILD_TYPE=${type}" "-DCMAKE_CXX_FLAGS=${flags}" "-DCMAKE_CXX_COMPILER=${COMPILER}"
      "-DOPTIONS=${ROOT}/packaging/cmake/DovetailOptions.cmake"
    RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(failed)
    message(FATAL_ERROR "cannot configure ${type}:\n${output}")
  endif()
  file(STRINGS "${build}/compile_commands.json" compile REGEX "\"command\"")
  file(STRINGS "${build}/build.ninja" link REGEX "^  LINK_FLAGS = ")
  set(${result} "${compile}${link}" PARENT_SCOPE)
endfunction()

function(expect type flags)
  flags_of(lines "${type}" "${flags}")
  foreach(pattern IN LISTS ARGN)
    string(REGEX MATCHALL "${pattern}" found "${lines}")
    list(LENGTH found count)
    if(NOT count EQUAL 1)
      message(SEND_ERROR "${type} (${flags}): ${pattern} stands ${count} times in:\n${lines}")
    endif()
  endforeach()
  if(lines MATCHES "-DNDEBUG")
    message(SEND_ERROR "${type}: assert() is off")
  endif()
endfunction()

set(always -D_GLIBCXX_ASSERTIONS -fstack-protector-strong "relro,-z,now")
foreach(type Release RelWithDebInfo MinSizeRel)
  expect(${type} "" ${always} -D_FORTIFY_SOURCE=2)
endforeach()
expect(None "-O2 -g" ${always} -D_FORTIFY_SOURCE=2)
expect(None "-O2 -D_FORTIFY_SOURCE=3" ${always} "_FORTIFY_SOURCE")
expect(None "" ${always})
flags_of(lines Debug "")
if(lines MATCHES "_FORTIFY_SOURCE|_GLIBCXX_ASSERTIONS")
  message(SEND_ERROR "Debug is hardened: ${lines}")
endif()
