// SPDX-License-Identifier: MIT
#include "libcommon/event/peer.hpp"

#include "libcommon/event/endpoint.hpp"
#include "libcommon/event/listen.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;

TEST_CASE("a unix peer has credentials") {
  test::Pair pair;
  const event::Peer peer = event::peer_of(pair.ours.get());
  REQUIRE(peer.credentials);
  CHECK(peer.credentials->pid == ::getpid());
  CHECK(peer.credentials->uid == ::getuid());
  CHECK_FALSE(peer.remote);
  CHECK(peer.text() == "unix pid=" + std::to_string(::getpid()) + " uid=" + std::to_string(::getuid()));
}

TEST_CASE("an inet peer has both ends") {
  auto listening = event::listen_inet(*event::SocketAddress::inet("127.0.0.1", 0));
  REQUIRE(listening.has_value());
  ::sockaddr_storage bound{};
  ::socklen_t size = sizeof bound;
  REQUIRE(::getsockname(listening->get(), reinterpret_cast<::sockaddr*>(&bound), &size) == 0);
  event::UniqueFd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::connect(client.get(), reinterpret_cast<::sockaddr*>(&bound), size) == 0);
  const event::Peer peer = event::peer_of(client.get());
  REQUIRE(peer.remote);
  REQUIRE(peer.local);
  CHECK(peer.remote->address == "127.0.0.1");
  CHECK(peer.text() == "127.0.0.1:" + std::to_string(peer.remote->port));
  CHECK(peer.local->port != peer.remote->port);
}

TEST_CASE("nothing is known about a descriptor that is no socket") {
  const event::Peer peer = event::peer_of(-1);
  CHECK(peer.text() == "unknown");
}

TEST_CASE("a peer that has gone is seen behind what it left unread") {
  test::Pair pair;
  CHECK_FALSE(event::peer_has_gone(pair.ours.get()));
  test::send_all(pair.theirs.get(), "last words");
  CHECK_FALSE(event::peer_has_gone(pair.ours.get()));
  pair.theirs.reset();
  CHECK(event::peer_has_gone(pair.ours.get()));
}
