// SPDX-License-Identifier: MIT
#include "lmtp/message/part_tree.hpp"

#include "lmtp/message/limits.hpp"
#include "lmtp/message/message.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::message;

namespace {

// "0 multipart/mixed; 1 text/plain[body]; …" by index, children indented by their parent's number.
std::string shape(const std::string& bytes) {
  const Message message(bytes);
  std::string out;
  for (const Part& part : message.parts().parts()) {
    out += (part.parent ? std::to_string(*part.parent) : std::string("-")) + ":" + part.type.type + "/" +
           part.type.subtype;
    if (part.type.type != "multipart" && part.type.type != "message")
      out += "[" + std::string(part.body) + "]";
    out += " ";
  }
  return out;
}

}  // namespace

TEST_CASE("a plain message is one part") {
  CHECK(shape("Subject: x\r\n\r\nbody\r\n") == "-:text/plain[body\r\n] ");
  CHECK(shape("") == "-:text/plain[] ");
}

TEST_CASE("parts end before the line end of their boundary") {
  const std::string bytes =
      "Content-Type: multipart/mixed; boundary=\"ab\"\r\n\r\nprologue\r\n--ab\r\n\r\none\r\n\r\n"
      "--ab \r\nContent-Type: text/html\r\n\r\n<p>\r\n--ab--\r\nepilogue\r\n";
  CHECK(shape(bytes) == "-:multipart/mixed 0:text/plain[one\r\n] 0:text/html[<p>] ");
  const Message message(bytes);
  CHECK(message.parts().parts()[0].prologue == "prologue");
  CHECK(message.parts().parts()[0].epilogue == "epilogue\r\n");
  CHECK(message.parts().parts()[0].last == 3);
}

TEST_CASE("a boundary may begin another one") {
  CHECK(
      shape("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=ab\n\n"
            "--ab\n\nx\n--ab--\n--a\n\ny\n--a--\n") ==
      "-:multipart/mixed 0:multipart/mixed 1:text/plain[x] 0:text/plain[y] ");
}

TEST_CASE("missing closing boundaries are forgiven") {
  CHECK(shape("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a\n\ny\n") ==
        "-:multipart/mixed 0:text/plain[x] 0:text/plain[y\n] ");
  CHECK(shape("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; "
              "boundary=b\n\n--b\n\nx\n"
              "--a\n\ny\n--a--\n") == "-:multipart/mixed 0:multipart/mixed 1:text/plain[x] 0:text/plain[y] ");
  CHECK(shape("Content-Type: multipart/mixed\n\n--a\n\nx\n") == "-:multipart/mixed ");
}

TEST_CASE("messages in messages are looked into") {
  CHECK(shape("Content-Type: message/rfc822\n\nSubject: in\nContent-Type: text/html\n\nx\n") ==
        "-:message/rfc822 0:text/html[x\n] ");
  CHECK(shape("Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: in\n\nx\n--a--\n") ==
        "-:multipart/digest 0:message/rfc822 1:text/plain[x] ");
}

TEST_CASE("depth and number of parts are bounded") {
  std::string deep;
  for (int i = 0; i < 300; ++i) {
    deep += "Content-Type: message/rfc822\n\n";
  }
  CHECK(Message(deep).parts().parts().size() == limits::kPartDepth + 1);
  std::string wide = "Content-Type: multipart/mixed; boundary=a\n\n";
  for (std::size_t i = 0; i < limits::kParts + 5; ++i) {
    wide += "--a\n\nx\n";
  }
  CHECK(Message(wide).parts().parts().size() == limits::kParts);
}
