// SPDX-License-Identifier: MIT
#include "sasl/userdb/walk.hpp"

#include <algorithm>

#include "sasl/userdb/ids.hpp"
#include "sasl/userdb/sources.hpp"

namespace dovetail::sasl {

namespace {

// Fields of a userdb's answer; `user` renames.
void apply_userdb_fields(const Fields& fields, Subject& subject) {
  for (const Field& field : fields) {
    if (field.name == "user") {
      if (field.value && !field.value->empty()) {
        subject.user = *field.value;
      }
    } else if (field.name == "userdb_import") {
      std::string_view list = field.value ? std::string_view(*field.value) : std::string_view();
      while (!list.empty()) {
        const auto end = list.find('\t');
        subject.userdb_fields.set_line(list.substr(0, end));
        list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
      }
    } else {
      subject.userdb_fields.set(field.name, field.value);
    }
  }
}

}  // namespace

UserdbStep UserdbWalk::next() {
  while (at_ < chain_.size()) {
    const Database& database = *chain_[at_++];
    const bool skipped =
        (database.skip == Skip::if_done && found_) || (database.skip == Skip::if_not_done && !found_);
    if (!skipped && database.filter.accepts(subject_.user)) {
      return begin(database);
    }
  }
  const bool somebody_knows = std::any_of(chain_.begin(), chain_.end(), [](const Database* one) {
    return one->source->driver() != "prefetch";  // that one knows who logs in, and nobody else
  });
  if (!found_ && !somebody_knows) {
    return finish(UserResult::failed);
  }
  return finish(found_ ? UserResult::found : broken_ ? UserResult::failed : UserResult::unknown);
}

UserdbStep UserdbWalk::begin(const Database& database) {
  database_ = &database;
  subject_.database = database.number;
  mark_ = subject_.userdb_fields.mark();
  if (!database.defaults.empty()) {
    auto fields = database.defaults.expand(subject_);
    if (!fields) {
      return judge(Broken{"default_fields: " + fields.error().detail});
    }
    apply_userdb_fields(*fields, subject_);
  }
  hit_.reset();
  cache_key_ = cache_ == nullptr ? "" : cache_key_of(database, "userdb", subject_);
  if (!cache_key_.empty()) {
    hit_ = cache_->find(cache_key_);
    if (hit_ && hit_->fresh) {
      return judge(hit_->answer);
    }
  }
  return ask_source();
}

UserdbStep UserdbWalk::ask_source() {
  const Database& database = *database_;
  Lookup lookup = database.source->look_up(subject_);
  for (std::string& complaint : database.source->take_complaints()) {
    note(std::move(complaint));
  }
  if (auto* sql = std::get_if<AskSql>(&lookup)) {
    return std::move(*sql);
  }
  if (auto* system = std::get_if<AskSystem>(&lookup)) {
    return std::move(*system);
  }
  auto& answer = std::get<Answer>(lookup);
  const auto* fixed = dynamic_cast<const StaticUserdb*>(database.source.get());
  if (fixed != nullptr && !fixed->everybody_exists() && std::holds_alternative<Found>(answer)) {
    kept_ = std::get<Found>(std::move(answer));
    return AskPassdbs{};
  }
  return judge(std::move(answer));
}

UserdbStep UserdbWalk::resume(SqlReply reply) {
  return answered(database_->source->read_rows(subject_, std::move(reply)));
}

UserdbStep UserdbWalk::resume(SystemReply reply) {
  return answered(database_->source->read_account(subject_, std::move(reply)));
}

UserdbStep UserdbWalk::answered(Answer answer) {
  if (!cache_key_.empty()) {
    if (const auto* broken = std::get_if<Broken>(&answer)) {
      // Old, but better than nothing; that it did not know the user is not.
      if (!hit_ || !std::holds_alternative<Found>(hit_->answer)) {
        return judge(std::move(answer));
      }
      note("Falling back to expired data from cache: " + broken->detail, base::Severity::warning);
      return judge(hit_->answer);
    }
    cache_->put(cache_key_, subject_.user, answer);
  }
  return judge(std::move(answer));
}

UserdbStep UserdbWalk::resume(Existence existence) {
  Found answer = std::move(kept_).value_or(Found{});
  kept_.reset();
  switch (existence) {
    case Existence::exists:
      return judge(std::move(answer));
    case Existence::unknown:
      return concluded(UserResult::unknown);
    case Existence::failed:
      break;
  }
  return concluded(UserResult::failed);
}

UserdbStep UserdbWalk::judge(Answer answer) {
  if (auto* broken = std::get_if<Broken>(&answer)) {
    note(broken->detail);
    return concluded(UserResult::failed);
  }
  if (std::holds_alternative<Unknown>(answer)) {
    return concluded(UserResult::unknown);
  }
  return found(std::get<Found>(answer));
}

UserdbStep UserdbWalk::found(const Found& answer) {
  apply_userdb_fields(answer.fields, subject_);
  if (!database_->overrides.empty()) {
    auto fields = database_->overrides.expand(subject_);
    if (!fields) {
      return judge(Broken{"override_fields: " + fields.error().detail});
    }
    apply_userdb_fields(*fields, subject_);
  }
  if (auto problem = make_ids_numeric(subject_.userdb_fields)) {
    return judge(Broken{std::move(*problem)});
  }
  return concluded(UserResult::found);
}

UserdbStep UserdbWalk::concluded(UserResult result) {
  if (result == UserResult::found) {
    return follow(database_->on_success, result);
  }
  subject_.userdb_fields.roll_back(mark_);
  if (result == UserResult::failed) {
    broken_ = true;
    return follow(database_->on_internal, result);
  }
  return follow(database_->on_failure, result);
}

UserdbStep UserdbWalk::follow(Rule rule, UserResult result) {
  switch (rule) {
    case Rule::return_ok:
      return finish(UserResult::found);
    case Rule::return_as_is:
      return finish(found_ ? UserResult::found : result == UserResult::found ? UserResult::unknown : result);
    case Rule::return_fail:
      return finish(result == UserResult::found ? UserResult::unknown : result);
    case Rule::continue_ok:
      found_ = true;
      break;
    case Rule::continue_fail:
      found_ = false;
      break;
    case Rule::continue_as_is:  // with nothing behind, who was found is unknown
      break;
  }
  return next();
}

UserdbStep UserdbWalk::finish(UserResult result) {
  if (result == UserResult::unknown && broken_) {
    result = UserResult::failed;  // one that could not be asked may know the user
  }
  if (result == UserResult::found) {
    if (subject_.userdb_fields.has("tempfail")) {
      return UserdbDone{UserResult::failed, std::string(subject_.userdb_fields.value("reason"))};
    }
  }
  return UserdbDone{result, ""};
}

void UserdbWalk::note(std::string text, base::Severity severity) {
  notes_.push_back(Note{severity, std::string(database_->source->driver()), std::move(text),
                        false, subject_.user});
}

}  // namespace dovetail::sasl
