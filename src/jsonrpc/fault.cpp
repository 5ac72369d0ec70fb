// fault.cpp - JSON-RPC answers around a result or an error.
#include "jsonrpc/fault.hpp"
#include "json/writer.hpp"

namespace tenon::jsonrpc {

namespace {

void append_head(std::string &out, std::string_view raw_id) {
  out.append(R"({"jsonrpc":"2.0","id":)");
  out.append(raw_id.empty() ? std::string_view("null") : raw_id);
}

} // namespace

void append_error(std::string &out, std::string_view raw_id, const Fault &fault) {
  append_head(out, raw_id);
  out.append(R"(,"error":{"code":)");
  json::append_integer(out, fault.code);
  out.append(R"(,"message":)");
  json::append_text(out, fault.message);
  if (!fault.data_json.empty()) out.append(R"(,"data":)").append(fault.data_json);
  out.append("}}");
}

void append_result(std::string &out, std::string_view raw_id, std::string_view result_json) {
  append_head(out, raw_id);
  out.append(R"(,"result":)").append(result_json).push_back('}');
}

} // namespace tenon::jsonrpc
