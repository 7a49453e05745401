# SPDX-License-Identifier: MIT
# Turns packaging/schema/<component>/NNN-name.{sqlite,mariadb}.sql into one C++ file. Run at build time:
#   cmake -DSCHEMA=<packaging/schema> -DOUTPUT=<file.cpp> -P EmbedSchema.cmake
cmake_minimum_required(VERSION 3.25)

file(GLOB files RELATIVE "${SCHEMA}" "${SCHEMA}/*/*.sql")
list(SORT files)
set(steps "")
foreach(file IN LISTS files)
  if(NOT file MATCHES "^([a-z0-9_]+)/([0-9][0-9][0-9])-([a-z0-9-]+)\\.(sqlite|mariadb)\\.sql$")
    message(FATAL_ERROR "${SCHEMA}/${file}: the name is not component/NNN-name.{sqlite,mariadb}.sql")
  endif()
  list(APPEND steps "${CMAKE_MATCH_1}/${CMAKE_MATCH_2}-${CMAKE_MATCH_3}")
endforeach()
list(REMOVE_DUPLICATES steps)

function(literal variable file)
  set(text "")
  if(EXISTS "${file}")
    file(READ "${file}" text)
  endif()
  set(${variable} "R\"~sql~(${text})~sql~\"" PARENT_SCOPE)
endfunction()

set(rows "")
foreach(step IN LISTS steps)
  string(REGEX MATCH "^([a-z0-9_]+)/0*([0-9]+)-(.*)$" ignored "${step}")
  set(component "${CMAKE_MATCH_1}")
  set(number "${CMAKE_MATCH_2}")
  set(name "${CMAKE_MATCH_3}")
  math(EXPR last_${component} "0${last_${component}} + 1")
  if(NOT number EQUAL last_${component})
    message(FATAL_ERROR "${SCHEMA}/${step}: expected number ${last_${component}}")
  endif()
  literal(sqlite "${SCHEMA}/${step}.sqlite.sql")
  literal(mariadb "${SCHEMA}/${step}.mariadb.sql")
  string(APPEND rows "    {\"${component}\", ${number}, \"${name}\",\n${sqlite},\n${mariadb}},\n")
endforeach()

file(WRITE "${OUTPUT}" "// Made from packaging/schema by EmbedSchema.cmake.
#include <array>

#include \"libcommon/sql/schema.hpp\"

namespace dovetail::sql {
namespace {

const std::array kSteps = std::to_array<SchemaStep>({
    {},
${rows}});

}  // namespace

// The steps of a component stand together, as the file names are sorted.
std::span<const SchemaStep> schema_steps(std::string_view component) {
  std::size_t first = 0;
  while (first < kSteps.size() && (component.empty() || kSteps[first].component != component)) {
    ++first;
  }
  std::size_t last = first;
  while (last < kSteps.size() && kSteps[last].component == component) {
    ++last;
  }
  return std::span(kSteps).subspan(first, last - first);
}

}  // namespace dovetail::sql
")
