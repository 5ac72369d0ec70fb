// form_schema.hpp - requestedSchema, the small part of JSON Schema that forms are made of: checked, told to older clients, filled in.
#pragma once
#include "json/reader.hpp"
#include <string>
#include <string_view>

namespace tenon::protocol {

// Why `schema` is no form: a flat object of texts, numbers, booleans and choices (2026-07-28 client/elicitation). "" if it is one.
std::string check_form_schema(const json::Value &schema);

// A form for clients of 2025-06-18, which know choices with titles as `enum` and `enumNames`. `schema` is one, on one line.
void append_older_form(std::string &out, std::string_view schema);

// Why `content` is not that form filled in; "" if it is. What has a default may be missing.
std::string check_form_content(std::string_view schema, const json::Value &content);

} // namespace tenon::protocol
