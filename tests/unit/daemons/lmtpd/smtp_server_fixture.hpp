// SPDX-License-Identifier: MIT
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "libcommon/event/unique_fd.hpp"

namespace dovetail::test {

// An SMTP server on loopback for one connection: takes every command, and the message with `last_reply`.
class SmtpServer {
 public:
  explicit SmtpServer(std::string last_reply)
      : last_reply_(std::move(last_reply)), listening_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listening_.get(), reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listening_.get(), 4);
    ::getsockname(listening_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~SmtpServer() { join(); }
  void join() {
    if (thread_.joinable()) {
      thread_.join();
    }
  }
  std::uint16_t port() const { return port_; }
  const std::string& heard() const { return heard_; }  // after join()

 private:
  void say(const std::string& line) { static_cast<void>(::write(client_.get(), line.data(), line.size())); }
  void serve() {
    client_ = event::UniqueFd(::accept(listening_.get(), nullptr, nullptr));
    say("220 test\r\n");
    char buffer[65536];
    std::size_t answered = 0;
    bool message = false;
    while (true) {
      const ssize_t got = ::read(client_.get(), buffer, sizeof buffer);
      if (got <= 0) {
        return;
      }
      heard_.append(buffer, static_cast<std::size_t>(got));
      if (message) {
        if (heard_.ends_with("\r\n.\r\n")) {
          say(last_reply_ + "\r\n");
          message = false;
          answered = heard_.size();
        }
        continue;
      }
      for (std::size_t end = heard_.find("\r\n", answered); end != std::string::npos;
           end = heard_.find("\r\n", answered)) {
        const std::string line = heard_.substr(answered, end - answered);
        answered = end + 2;
        message = line == "DATA";
        say(message ? "354 go\r\n" : line == "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
      }
    }
  }

  std::string last_reply_;
  event::UniqueFd listening_, client_;
  std::uint16_t port_ = 0;
  std::string heard_;
  std::thread thread_;
};

}  // namespace dovetail::test
