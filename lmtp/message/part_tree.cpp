// SPDX-License-Identifier: MIT
#include "lmtp/message/part_tree.hpp"

#include "libcommon/base/text.hpp"
#include "lmtp/message/boundary.hpp"
#include "lmtp/message/limits.hpp"

namespace dovetail::lmtp::message {

PartTree PartTree::read(const HeaderBlock& header, std::string_view body) {
  PartTree tree;
  tree.add(header, body, std::nullopt, 0, false);
  return tree;
}

std::size_t PartTree::add(HeaderBlock header, std::string_view body, std::optional<std::size_t> parent,
                          unsigned depth, bool in_digest) {
  const std::size_t self = parts_.size();
  parts_.push_back(Part{std::move(header), body, {}, false, {}, {}, {}, parent, 0});
  Part& part = parts_.back();
  if (in_digest) part.type = ContentType{"message", "rfc822", {}};  // RFC 2046 §5.1.5
  if (const Field* field = part.header.first("content-type")) {
    bool valid = false;
    ContentType type = parse_content_type(part.header.unfolded(*field), valid);
    part.has_content_type = true;
    part.type = valid ? std::move(type) : ContentType{"", "", {}};
  }
  if (const Field* field = part.header.first("content-transfer-encoding")) {
    part.encoding = parse_structured_field(part.header.unfolded(*field)).token;
  }
  if (depth < limits::kPartDepth) add_children(self, depth);
  parts_[self].last = parts_.size();
  return self;
}

void PartTree::add_children(std::size_t self, unsigned depth) {
  const Part& part = parts_[self];
  if (part.type.is("message", "rfc822") && (part.encoding.empty() || part.encoding.ends_with("bit"))) {
    const HeaderBlock inner(part.body);
    add(inner, part.body.substr(inner.body_begin()), self, depth + 1, false);
  } else if (part.type.type == "multipart") {
    const std::string* boundary = part.type.parameter("boundary");
    if (boundary != nullptr && !boundary->empty() && boundary->size() <= limits::kBoundary) {
      split(self, std::string(*boundary), depth);
    }
  }
}

void PartTree::split(std::size_t self, const std::string& boundary, unsigned depth) {
  const std::string_view body = parts_[self].body;
  const bool digest = parts_[self].type.subtype == "digest";
  BoundaryScanner scanner(body, boundary);
  auto mark = scanner.next();
  parts_[self].prologue = body.substr(0, mark ? mark->before : body.size());
  while (mark && !mark->closing && parts_.size() < limits::kParts) {
    const std::size_t begin = mark->after;
    mark = scanner.next();
    const std::size_t end = mark ? mark->before : body.size();
    const std::string_view bytes = body.substr(begin, end - begin);
    const HeaderBlock header(bytes);
    add(header, bytes.substr(header.body_begin()), self, depth + 1, digest);
  }
  if (mark && mark->closing) parts_[self].epilogue = body.substr(mark->after);
}

}  // namespace dovetail::lmtp::message
