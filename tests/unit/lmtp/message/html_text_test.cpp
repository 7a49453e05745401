// SPDX-License-Identifier: MIT
#include "lmtp/message/html_text.hpp"

#include "tests/support/catch.hpp"

using dovetail::lmtp::message::text_of_html;

TEST_CASE("tags go, text stays") {
  CHECK(text_of_html("<html><body>Hello <b>big</b> world</body></html>") == "Hello big world");
  CHECK(text_of_html("a<br>b<p class=\"x>y\">c</p>") == "a\nb\nc\n");
  CHECK(text_of_html("a<!-- hidden <b> -->b<!DOCTYPE html>c") == "abc");
  CHECK(text_of_html("x<script>if (a < b) hide();</script>y<STYLE>p{}</STYLE >z") == "xyz");
  CHECK(text_of_html("1 < 2 and 3 > 2") == "1 < 2 and 3 > 2");
}

TEST_CASE("character references are resolved") {
  CHECK(text_of_html("Tom &amp; Jerry &lt;3 &#65;&#x42; &auml;&nbsp;&euro;") ==
        "Tom & Jerry <3 AB \xc3\xa4 \xe2\x82\xac");
  CHECK(text_of_html("&unknown; & &#; &#xD800; &#99999999; &amp") ==
        "&unknown; & &#; &#xD800; &#99999999; &amp");
}

TEST_CASE("what is never closed ends with the text") {
  CHECK(text_of_html("a<b") == "a");
  CHECK(text_of_html("a<!-- x") == "a");
  CHECK(text_of_html("a<script>x") == "a");
  CHECK(text_of_html("a<p title=\"x") == "a\n");
  CHECK(text_of_html("a</") == "a");
}
