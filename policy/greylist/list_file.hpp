// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "policy/greylist/name_set.hpp"

namespace dovetail::policy::greylist {

// One entry as it stands in a file.
struct ListEntry {
  std::string file;
  unsigned line = 0;
  std::string text;
};

// What is wrong with a list, in Postgrey's words ("FILE line N: doesn't look like a hostname").
struct ListProblem {
  std::string text;
  bool fatal = false;  // a reload with it keeps the old lists; at start the entry is left out
  std::string unread_file{};  // the file that could not be read at all
};

// Something that is filled from files of one entry a line. "#" begins a comment anywhere; blanks around go.
class EntryList {
 public:
  virtual ~EntryList() = default;
  // Reads the text of a file; `file` is its name for messages.
  void read(const std::string& file, std::string_view text, std::vector<ListProblem>& problems);
  const ListEntry& entry(EntryNumber number) const { return entries_[number]; }
  std::size_t size() const { return entries_.size(); }

 protected:
  // Takes one entry: nothing if it did, else what is wrong, to be put behind "FILE line N: ".
  virtual std::optional<std::string> take(std::string_view text, EntryNumber number) = 0;

 private:
  std::vector<ListEntry> entries_;
};

// The content of a list file. A missing one is no error if its name ends in ".local" (then it is empty). The
// error's detail is Postgrey's line "can't open FILE: REASON".
base::Result<std::string> read_list_file(const std::string& path);

}  // namespace dovetail::policy::greylist
