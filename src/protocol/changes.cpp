// changes.cpp - writing notifications of change; those of a subscription say which one they are of.
#include "protocol/changes.hpp"
#include "json/writer.hpp"

namespace tenon::protocol {
namespace {

// "_meta":{...}
void append_tag(std::string &out, std::string_view subscription_raw_id) {
  out += "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":";
  out += subscription_raw_id;
  out += '}';
}

} // namespace

void append_list_changed(std::string &out, std::string_view what, std::string_view subscription_raw_id) {
  out += "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/";
  out += what;
  out += "/list_changed\"";
  if (!subscription_raw_id.empty()) {
    out += ",\"params\":{";
    append_tag(out, subscription_raw_id);
    out += '}';
  }
  out += '}';
}

void append_resource_updated(std::string &out, std::string_view uri, std::string_view subscription_raw_id) {
  out += "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":";
  json::append_text(out, uri);
  if (!subscription_raw_id.empty()) {
    out += ',';
    append_tag(out, subscription_raw_id);
  }
  out += "}}";
}

} // namespace tenon::protocol
