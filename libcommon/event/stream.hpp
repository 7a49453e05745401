// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "libcommon/base/error.hpp"
#include "libcommon/event/handles.hpp"
#include "libcommon/event/loop.hpp"
#include "libcommon/event/unique_fd.hpp"

namespace dovetail::event {

// How bytes get in and out of a Stream instead of plain read(2) and write(2): the place for TLS. Both calls
// act like their namesakes on a non-blocking socket: -1 with errno EAGAIN when they must be asked again.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual ssize_t read(char* into, std::size_t size) = 0;
  virtual ssize_t write(const char* bytes, std::size_t size) = 0;
  virtual bool has_buffered_input() const = 0;  // bytes that no readiness event of the socket will announce
  virtual bool wants_write() const { return false; }  // the last call waits for room, not for the peer's bytes
};

struct StreamOptions {
  std::size_t high_water = 64 * 1024;  // unsent bytes above which congested() is true
  std::size_t low_water = 16 * 1024;   // stream_drained() is called when they fall to this again
  bool wipe_input = false;             // what was handed on is overwritten: it holds passwords
};

// A connected socket. Bytes that arrive are handed on at once and not kept; what is written is collected and
// leaves in one write(2) at the end of the turn, or of the read callback. The owner destroys it, also from
// within a callback of it.
class Stream final : private Loop::TurnHook {
 public:
  class Handler {
   public:
    // Valid during the call only. Nothing more is read in this turn.
    virtual void stream_received(std::string_view bytes) = 0;
    virtual void stream_ended() = 0;   // the peer sent its last byte; writing still works
    virtual void stream_drained() {}   // unsent bytes fell to low_water after high_water
    virtual void stream_sent_all() {}  // after finish_writing(): everything has left
    // Broken; no further call follows. An exception out of a handler function ends here, too.
    virtual void stream_failed(const base::Error& error) = 0;

   protected:
    ~Handler() = default;
  };

  Stream(Loop& loop, UniqueFd fd, Handler& handler, StreamOptions options = {});  // reading is on
  ~Stream();

  void write(std::string_view bytes);   // never fails here; trouble comes as stream_failed()
  void write_owned(std::string bytes);  // the same, without copying a long one
  void flush();                         // writes what the socket takes, now
  std::size_t unsent() const { return output_.size() - output_sent_; }
  bool congested() const { return unsent() > options_.high_water; }
  void finish_writing();  // nothing more will be written: stream_sent_all() follows, then half-close

  void pause_reading();
  void resume_reading();
  bool reading() const { return reading_; }

  // Reads and hands on what is in the socket's buffer now: the last look before the daemon ends.
  void read_waiting();
  // Of a unix socket: from now on the peer cannot write, and is told so by its write(2) (EPIPE), so that it asks
  // somebody else; what it has sent is still read. Its own end is not seen any more. Of others: nothing.
  void refuse_input();
  bool refuses_input() const { return refusing_; }

  void set_transport(std::unique_ptr<Transport> transport);  // before it nothing may be unsent
  int fd() const { return fd_.get(); }

 private:
  struct Watcher;  // on the stack of a running callback: learns that the stream was destroyed under it

  static void on_readable(int fd, short what, void* self) noexcept;
  static void on_writable(int fd, short what, void* self) noexcept;
  void turn_ended() override;
  void receive_once(char* buffer, std::size_t size);
  void write_some();
  void want_write(bool wanted);
  void sent_some();
  void deliver_due();
  void fail(base::Error error);
  template <class Call>
  void call_handler(Call&& call) noexcept;

  Loop& loop_;
  Handler& handler_;
  const StreamOptions options_;
  std::unique_ptr<Transport> transport_;
  std::string output_;
  std::size_t output_sent_ = 0;
  std::optional<base::Error> failure_;
  Watcher* watcher_ = nullptr;
  bool reading_ = false;
  bool in_read_ = false;  // a read callback runs: it flushes when it ends
  bool want_write_ = false;
  bool was_congested_ = false;
  bool drained_due_ = false;  // calls to the handler that wait for the end of the turn
  bool sent_all_due_ = false;
  bool finishing_ = false;
  bool ended_ = false;
  bool refusing_ = false;
  bool failure_told_ = false;
  UniqueFd fd_;  // events go before their descriptor
  EventHandle read_event_;
  EventHandle write_event_;
};

}  // namespace dovetail::event
