// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "libcommon/base/unique_function.hpp"
#include "policy/greylist/store.hpp"

namespace dovetail::policy::greylist {

// Decides in memory while the file of the real store cannot be opened (disk full, file system read only), so that a
// restart at a bad moment delays no mail and lets none pass that would have waited. What was stored before is read
// where that is possible. tidy() tries to open the file; what was
// seen meanwhile is then carried over and the real store takes its place. trouble() tells the reason until then. Bounded:
// beyond `most` changes commit() fails. What is in memory is lost with the process.
class StandInStore final : public Store {
 public:
  using Open = base::UniqueFunction<base::Result<std::unique_ptr<Store>>()>;

  // `memory` is an empty store in memory; `problem` is why the real one could not be opened. `older`: the file as it
  // was, to be read only; null: it cannot be read, either.
  StandInStore(std::unique_ptr<Store> memory, Open open, std::string problem, std::unique_ptr<Store> older = nullptr,
               std::size_t most = 16 * 1024)
      : memory_(std::move(memory)),
        older_(std::move(older)),
        open_(std::move(open)),
        problem_(std::move(problem)),
        most_(most) {}

  bool recall(ClientEntry& entry) override { return !older_ && now().recall(entry); }
  bool recall(TripletEntry& entry) override { return !older_ && now().recall(entry); }
  base::Result<void> read_clients(std::span<ClientEntry> entries) override;
  base::Result<void> read_triplets(std::span<TripletEntry> entries) override;
  base::Result<void> commit(std::span<const ClientEntry> clients,
                            std::span<const TripletEntry> triplets) override;
  base::Result<bool> tidy(const Settings& settings, std::int64_t now) override;
  base::Result<Triplets> triplets_from(const std::string& cursor, std::size_t limit) override {
    return now().triplets_from(cursor, limit);
  }
  base::Result<Clients> clients_from(const std::string& cursor, std::size_t limit) override {
    return now().clients_from(cursor, limit);
  }
  base::Result<void> forget(std::span<const std::string> clients,
                            std::span<const std::string> triplets) override {
    return now().forget(clients, triplets);
  }
  base::Result<void> close(const Settings& settings, std::int64_t now) override;
  std::string trouble() const override { return real_ ? real_->trouble() : problem_; }

 private:
  Store& now() { return real_ ? *real_ : *memory_; }
  base::Result<void> carry_over(Store& real, const Settings& settings);

  std::unique_ptr<Store> memory_;
  std::unique_ptr<Store> older_;
  std::unique_ptr<Store> real_;  // null: not open yet
  Open open_;
  std::string problem_;
  std::size_t most_;
  std::size_t changes_ = 0;
};

}  // namespace dovetail::policy::greylist
