// live_hearing.cpp - a client's message, taken apart: its type by a table, its data by what the type needs.
#include "feedback/reading.hpp"
#include "web/live_messages.hpp"
#include <new>

namespace tenon::web {
namespace {

using feedback::Reading;
using feedback::Wrong;

constexpr size_t longest_device_id = 255, longest_version = 64, longest_push_token = 4096, longest_credential = 16u << 10;
constexpr std::string_view platforms[] = {"ios", "android"};

void hear_device(const Reading &reading, const json::Value &data, LiveHeard &heard) {
  LiveDevice &device = heard.device;
  const json::Value id = data.find("deviceId"), platform = data.find("platform"), version = data.find("appVersion"), push = data.find("pushToken");
  size_t which = 0;
  if (!id) reading.wrong("/data/deviceId", Wrong::missing);
  else reading.name(id, "/data/deviceId", longest_device_id, device.id);
  if (!platform) reading.wrong("/data/platform", Wrong::missing);
  else if (reading.choice(platform, "/data/platform", "ios|android", which)) device.platform = platforms[which];
  if (version) reading.name(version, "/data/appVersion", longest_version, device.app_version);
  if (push && !push.is_null()) reading.name(push, "/data/pushToken", longest_push_token, device.push_token);
}

void hear_credential(const Reading &reading, const json::Value &data, LiveHeard &heard) {
  const json::Value token = data.find("token"), ticket = data.find("ticket");
  if (!token && !ticket) reading.wrong("/data/token", Wrong::missing);
  else if (token && ticket) reading.wrong("/data/ticket", Wrong::unknown); // one or the other
  else if (token) reading.name(token, "/data/token", longest_credential, heard.token);
  else reading.name(ticket, "/data/ticket", longest_credential, heard.ticket);
}

void hear_nothing(const Reading &, const json::Value &, LiveHeard &) {}

struct Known {
  std::string_view name;
  LiveType type;
  void (*hear)(const Reading &, const json::Value &data, LiveHeard &);
};
constexpr Known known[] = {
    {"ping", LiveType::ping, hear_nothing},
    {"app_register", LiveType::app_register, hear_device},
    {"authenticate", LiveType::authenticate, hear_credential},
};

} // namespace

LiveHeard hear_live(json::Reader &reader, std::string_view text) {
  LiveHeard heard;
  const json::Trouble trouble = reader.parse_copy(text, live_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  const json::Value type = trouble == json::Trouble::none ? reader.root().find("type") : json::Value();
  if (!type.is_text()) return heard;
  heard.type = LiveType::unknown;
  const feedback::Limits limits;
  const feedback::FormDoor no_forms{};
  const Reading reading{reader, limits, no_forms, heard.problems};
  for (const Known &each : known) {
    if (type.text() != each.name) continue;
    heard.type = each.type;
    each.hear(reading, reader.root().find("data"), heard);
  }
  return heard;
}

} // namespace tenon::web
