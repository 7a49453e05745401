// SPDX-License-Identifier: MIT
#include "libcommon/base/text.hpp"
#include "lmtp/message/encoded_word.hpp"
#include "lmtp/message/message.hpp"
#include "lmtp/message/part_tree.hpp"
#include "lmtp/message/transfer_encoding.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::lmtp;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  const message::Message message(input);
  const message::HeaderBlock& header = message.header();
  std::size_t end = 0;
  for (const message::Field& field : header.fields()) {
    fuzz::check(field.begin >= end && field.value_end <= field.end && field.value_begin <= field.value_end,
                "fields stand one behind the other");
    end = field.end;
    (void)message::decode_encoded_words(header.unfolded(field));
  }
  fuzz::check(end <= header.fields_end() && header.bytes().size() + message.body().size() == size,
              "header and body are the message");
  fuzz::check(message.size() >= size && message.size() <= 2 * size, "size counts each line end at most twice");
  fuzz::check(message.full() == input, "unchanged bytes come back");
  for (const message::Part& part : message.parts().parts()) {
    const char* const first = input.data();
    fuzz::check(part.body.empty() || (part.body.data() >= first && part.body.data() + part.body.size() <= first + size),
                "parts lie in the message");
    (void)message::decode_transfer_encoding(part.body, part.encoding);
  }
  return 0;
}
