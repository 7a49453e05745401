// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/config/lines.hpp"
#include "libcommon/config/reader.hpp"
#include "libcommon/config/statement.hpp"

namespace dovetail::config {

// The machine behind read_file() and read_driver_file(): one reading of one configuration, used once.
class TreeReader {
 public:
  TreeReader(Grammar grammar, const FileSource& source, Findings& findings, const ReadOptions& options,
             Section& root, std::vector<std::string>& files);

  // Reads the main file and what it includes. False if the main file could not be opened.
  bool read_main(const std::string& path, std::string& content);
  void finish();  // reports sections that were never closed

 private:
  struct Open {
    Section* section;
    Position where;
  };

  void read_content(const std::string& path, std::string_view content);
  void obey(const Statement& statement, const Position& where);
  void include(const std::string& pattern, bool must_match, const Position& where);
  void include_file(const std::string& path, bool must_read, const Position& where);
  void open(const Statement& statement, const Position& where);
  void set(const std::string& key, const std::string& raw, const Position& where);
  Section* section_of_path(std::string& key);
  void check_mask(std::string_view physical_content, const std::string& path);

  bool evaluate(const std::string& raw, const Position& where, Value& value);
  bool expand_names(const std::string& raw, const Position& where, Value& value);
  bool expand_token(const std::string& token, const Position& where, Value& value);

  Grammar grammar_;
  const FileSource& source_;
  Findings& findings_;
  const ReadOptions& options_;
  Section& root_;
  std::vector<std::string>& files_;
  std::vector<Open> stack_;
  std::vector<std::string> including_;  // paths open now, to see loops
  std::size_t bytes_ = 0;
  std::size_t sections_ = 0;
  bool first_setting_ = true;
  bool stopped_ = false;  // a limit was hit, or the dialect is not ours
};

}  // namespace dovetail::config
