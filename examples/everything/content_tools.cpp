// content_tools.cpp - tools that answer with each kind of content.
#include "offers.hpp"

namespace everything {
namespace {

constexpr unsigned char png[] = {137, 80,  78,  71,  13, 10,  26,  10, 0,   0,   0,   13,  73,  72,  68,  82, 0, 0,
                                 0,   1,   0,   0,   0,  1,   8,   6,  0,   0,   0,   31,  21,  196, 137, 0,  0, 0,
                                 13,  73,  68,  65,  84, 120, 218, 99, 252, 207, 192, 240, 31,  0,   5,   5,  2, 0,
                                 95,  200, 241, 210, 0,  0,   0,   0,  73,  69,  78,  68,  174, 66,  96,  130};

// RIFF, one sample of 16 bits, mono, 8,000 of them a second.
constexpr unsigned char wav[] = {82, 73, 70, 70, 38, 0,   0,  0, 87, 65, 86, 69, 102, 109, 116, 32,  16, 0, 0, 0, 1, 0, 1,
                                 0,  64, 31, 0,  0,  128, 62, 0, 0,  2,  0,  16, 0,   100, 97,  116, 97, 2, 0, 0, 0, 0, 0};

template <std::size_t size>
std::string_view text_of(const unsigned char (&bytes)[size]) {
  return {reinterpret_cast<const char *>(bytes), size};
}

} // namespace

std::string_view pixel_png() { return text_of(png); }
std::string_view silence_wav() { return text_of(wav); }

void offer_content(tenon::server &server) {
  server.tool("test_simple_text", "Answers with one text.", tenon::args(),
              [] { return "This is a simple text response for testing."; });
  server.tool("test_image_content", "Answers with an image.", tenon::args(),
              [] { return tenon::content().image(pixel_png(), "image/png"); });
  server.tool("test_audio_content", "Answers with a sound.", tenon::args(),
              [] { return tenon::content().audio(silence_wav(), "audio/wav"); });
  server.tool("test_embedded_resource", "Answers with a resource.", tenon::args(), [] {
    return tenon::content().resource("test://embedded-resource", "This is an embedded resource content.", "text/plain");
  });
  server.tool("test_multiple_content_types", "Answers with a text, an image and a resource.", tenon::args(), [] {
    tenon::content all;
    all.text("Multiple content types test:").image(pixel_png(), "image/png");
    all.resource("test://mixed-content-resource", R"({"test":"data","value":123})", "application/json");
    return all;
  });
  server.tool("test_resource_link", "Answers with a link to a resource.", tenon::args(), [] {
    return tenon::content().link({"test://static-text", "static-text", "A text that never changes.", "text/plain"});
  });
  server.tool("test_error_handling", "Fails, always.", tenon::args(),
              []() -> std::string { throw tenon::tool_error("This tool intentionally returns an error for testing"); });

  tenon::tool_info weather;
  weather.name = "test_structured_content";
  weather.description = "Answers with structured content that fits its schema.";
  weather.output_schema = R"({"type":"object","properties":{"city":{"type":"string"},"celsius":{"type":"number"}},)"
                          R"("required":["city","celsius"]})";
  weather.annotations = R"({"readOnlyHint":true,"openWorldHint":false})";
  server.tool(weather, tenon::args(tenon::arg("city", "Where.")), [](std::string city) {
    return tenon::structured{"{\"city\":" + tenon::quoted(city).text + ",\"celsius\":21.5}"};
  });
}

} // namespace everything
