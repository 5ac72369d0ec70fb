// question_tools.cpp - tools that ask the client's model, or the person in front of it; and how their answers are read.
#include "offers.hpp"

namespace everything {

tenon::json form_of(std::string_view properties, std::string_view required) {
  return {"{\"type\":\"object\",\"properties\":" + std::string(properties) + ",\"required\":" + std::string(required) + "}"};
}

std::string sampled_text(const tenon::answer &answer) {
  if (auto words = answer.content.get<std::string>("text")) return *words;
  for (const tenon::json &one : answer.whole.get<std::vector<tenon::json>>("content").value_or(std::vector<tenon::json>()))
    if (auto words = one.get<std::string>("text")) return *words;
  return {};
}

namespace {

// Asks one form, then tells what came back.
tenon::result ask_form(const tenon::call &call, const std::string &message, const tenon::json &schema) {
  const auto answer = call.answer("form");
  if (!answer) return tenon::ask({tenon::form("form", message, schema)});
  return "User response: action=" + answer->action + ", content=" + (answer->accepted() ? answer->content.text : "{}");
}

} // namespace

void offer_questions(tenon::server &server) {
  server.tool(
      "test_sampling", "Asks the client's model.", tenon::args(tenon::arg("prompt", "What the model is asked.")),
      [](const tenon::call &call, std::string prompt) -> tenon::result {
        if (const auto answer = call.answer("model")) return "LLM response: " + sampled_text(*answer);
        return tenon::ask({tenon::sample("model", {R"({"messages":[{"role":"user","content":{"type":"text","text":)" +
                                                   tenon::quoted(prompt).text + R"(}}],"maxTokens":100})"})});
      });

  server.tool("test_elicitation", "Asks the person for a name and an address.",
              tenon::args(tenon::arg("message", "What the person reads.")),
              [](const tenon::call &call, std::string message) {
                return ask_form(call, message,
                                form_of(R"({"username":{"type":"string","description":"User name"},)"
                                        R"("email":{"type":"string","description":"Mail address"}})",
                                        R"(["username","email"])"));
              });

  server.tool("test_elicitation_sep1034_defaults", "Asks with a default for each type.", tenon::args(),
              [](const tenon::call &call) {
                return ask_form(call, "Please look over these.",
                                form_of(R"({"name":{"type":"string","description":"Name","default":"John Doe"},)"
                                        R"("age":{"type":"integer","description":"Age","default":30},)"
                                        R"("score":{"type":"number","description":"Score","default":95.5},)"
                                        R"("status":{"type":"string","description":"Status",)"
                                        R"("enum":["active","inactive","pending"],"default":"active"},)"
                                        R"("verified":{"type":"boolean","description":"Verified","default":true}})",
                                        "[]"));
              });

  server.tool(
      "test_elicitation_sep1330_enums", "Asks for choices, in each of the five ways.", tenon::args(),
      [](const tenon::call &call) {
        return ask_form(
            call, "Please choose.",
            form_of(R"({"untitledSingle":{"type":"string","enum":["option1","option2","option3"]},)"
                    R"("titledSingle":{"type":"string","oneOf":[{"const":"value1","title":"First Option"},)"
                    R"({"const":"value2","title":"Second Option"},{"const":"value3","title":"Third Option"}]},)"
                    R"("legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],)"
                    R"("enumNames":["Option One","Option Two","Option Three"]},)"
                    R"("untitledMulti":{"type":"array","items":{"type":"string","enum":["option1","option2","option3"]}},)"
                    R"("titledMulti":{"type":"array","items":{"anyOf":[{"const":"value1","title":"First Choice"},)"
                    R"({"const":"value2","title":"Second Choice"},{"const":"value3","title":"Third Choice"}]}}})",
                    "[]"));
      });

  server.tool("test_streaming_elicitation", "Reports progress, then asks the person.", tenon::args(),
              [](const tenon::call &call) {
                if (call.answers_json().empty()) call.progress(1, 2, "asking");
                return ask_form(call, "Shall it go on?", form_of(R"({"confirm":{"type":"boolean"}})", R"(["confirm"])"));
              });
}

} // namespace everything
