// prompts.cpp - prompts with and without arguments, with images and resources, and one that asks first.
#include "offers.hpp"

namespace everything {
namespace {

// Suggestions for arg1.
std::vector<std::string> complete_argument(const tenon::call &call) {
  std::vector<std::string> fitting;
  if (call.argument_name() != "arg1") return fitting;
  for (const char *word : {"paris", "park", "party"})
    if (std::string_view(word).substr(0, call.value().size()) == call.value()) fitting.emplace_back(word);
  return fitting;
}

tenon::result ask_for_context(const tenon::call &call) {
  const auto answer = call.answer("user_context");
  if (!answer)
    return tenon::ask(
        {tenon::form("user_context", "What is it about?", form_of(R"({"context":{"type":"string"}})", R"(["context"])"))});
  return tenon::messages().user("It is about " + answer->content.get<std::string>("context").value_or("nothing") + ".");
}

} // namespace

void offer_prompts(tenon::server &server) {
  server.prompt("test_simple_prompt", "A prompt without arguments.", tenon::args(),
                [] { return "This is a simple prompt for testing."; });
  server.prompt(
      "test_prompt_with_arguments", "A prompt with two arguments.",
      tenon::args(tenon::arg("arg1", "The first."), tenon::arg("arg2", "The second.")),
      [](std::string arg1, std::string arg2) { return "Prompt with arguments: arg1='" + arg1 + "', arg2='" + arg2 + "'"; },
      complete_argument);
  server.prompt("test_prompt_with_embedded_resource", "A prompt that brings a resource along.",
                tenon::args(tenon::arg("resourceUri", "Which.")), [](std::string uri) {
                  return tenon::messages()
                      .user(tenon::content().resource(uri, "Embedded resource content for testing.", "text/plain"))
                      .user("Please process the embedded resource above.");
                });
  server.prompt("test_prompt_with_image", "A prompt that brings an image along.", tenon::args(), [] {
    return tenon::messages().user(tenon::content().image(pixel_png(), "image/png")).user("Please analyze the image above.");
  });
  server.prompt("test_input_required_result_prompt", "A prompt that asks the person first.", tenon::args(), ask_for_context);
}

} // namespace everything
