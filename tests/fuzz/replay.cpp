// SPDX-License-Identifier: MIT
// Runs a fuzz target over its corpus without a fuzzing compiler: every file as it is, cut at every length,
// and with some bytes changed, always the same ones. Arguments: files and folders. A crash or a failed check
// of the target ends the program; no input at all is an error, so that a lost corpus is seen.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kCutsPerFile = 512;
constexpr int kChangesPerFile = 64;

void run(const std::string& input) {
  const std::vector<std::uint8_t> exact(input.begin(),
                                        input.end());  // no spare byte behind it: overruns show
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

void run_variants(const std::string& input) {
  run(input);
  const std::size_t stride = input.size() / kCutsPerFile + 1;
  for (std::size_t length = 0; length < input.size(); length += stride) {
    run(input.substr(0, length));
  }
  std::mt19937_64 random(input.size());
  for (int i = 0; i < kChangesPerFile && !input.empty(); ++i) {
    std::string changed = input;
    changed[random() % changed.size()] = static_cast<char>(random());
    changed[random() % changed.size()] = "\0\r\n\t\" .:,\\"[random() % 10];
    run(changed);
  }
}

int run_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  run_variants(std::string(std::istreambuf_iterator<char>(file), {}));
  return 1;
}

int run_path(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) {
    return run_file(path);
  }
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    files += entry.is_regular_file() ? run_file(entry.path()) : 0;
  }
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  int files = 0;
  for (int i = 1; i < argc; ++i) {
    files += run_path(argv[i]);
  }
  run("");
  std::printf("%d files replayed\n", files);
  return files > 0 ? 0 : 1;
}
