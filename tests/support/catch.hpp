// SPDX-License-Identifier: MIT
#pragma once

// Catch2 version 2 (Debian 12) and 3 (Debian 13, Arch) through one header: tests include only this, and use
// only what both have: TEST_CASE SECTION REQUIRE CHECK REQUIRE_THROWS_AS GENERATE INFO CAPTURE.
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#else
#include <catch2/catch.hpp>
#endif
