// resources.hpp - resources/read and its kin on the wire.
#pragma once
#include "protocol/dressing.hpp"
#include "protocol/envelope.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tenon::protocol {

// resources/read, resources/subscribe, resources/unsubscribe
struct Read {
  std::string_view uri;
};
std::optional<Refused> read_resource_read(const Params &, Read &out);

jsonrpc::Fault resource_not_found(Revision, std::string_view uri);

// Whole responses, envelope included, on one line. mime_type "": not known.
void append_text_contents(std::string &out, std::string_view raw_id, const Dressing &, Freshness, std::string_view uri,
                          std::string_view mime_type, std::string_view text);
void append_blob_contents(std::string &out, std::string_view raw_id, const Dressing &, Freshness, std::string_view uri,
                          std::string_view mime_type, std::string_view base64);
// `reader` holds `result`, which check_resource_result found fit. Contents without a uri get `default_uri`.
void append_resource_response(std::string &out, std::string_view raw_id, const Dressing &, Freshness,
                              std::string_view default_uri, std::string_view result, const json::Reader &reader);

// Why `root` is no ReadResourceResult that a handler may give; nullptr if it is one.
const char *check_resource_result(const json::Value &root);

} // namespace tenon::protocol
