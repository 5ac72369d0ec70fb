// live_hall.hpp - what all channels of questions share: their rules, who is on which, and the devices that apps register.
#pragma once
#include "web/live_channel.hpp"
#include "web/live_devices.hpp"
#include "web/live_room.hpp"
#include "web/live_ticket.hpp"

namespace tenon::engine {

struct LiveHall {
  LiveHall(web::LiveRules its_rules, web::LiveRoom::Bounds bounds, feedback::Store store) : rules(its_rules), room(bounds), devices(std::move(store)) {}

  const web::LiveRules rules;
  web::LiveRoom room;
  const web::LiveDevices devices;
};

inline constexpr int64_t ticket_life_ms = 15 * 60 * 1000; // from when its page was made

} // namespace tenon::engine
