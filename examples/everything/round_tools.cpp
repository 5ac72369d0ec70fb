// round_tools.cpp - tools that ask in rounds: each run finds the answers of the round before, and its own state.
#include "offers.hpp"

namespace everything {
namespace {

tenon::question ask_name() {
  return tenon::form("user_name", "What is your name?", form_of(R"({"name":{"type":"string"}})", R"(["name"])"));
}

tenon::question ask_to_confirm() {
  return tenon::form("confirm", "Is this all right?", form_of(R"({"ok":{"type":"boolean"}})", R"(["ok"])"));
}

tenon::question ask_capital() {
  return tenon::sample("capital", {R"({"messages":[{"role":"user","content":{"type":"text",)"
                                   R"("text":"What is the capital of France?"}}],"maxTokens":100})"});
}

// "Hello, Ada!", or what the person did instead.
tenon::result greet(const tenon::answer &answer) {
  const auto name = answer.content.get<std::string>("name");
  return name ? "Hello, " + *name + "!" : "No name was given: " + answer.action + ".";
}

tenon::result run_multi_round(const tenon::call &call) {
  const auto field = [&call](std::string_view key, std::string_view name) {
    const auto answer = call.answer(key);
    return answer ? answer->content.get<std::string>(name).value_or("nobody") : std::string();
  };
  if (call.state() == "begun")
    return tenon::ask(
        {tenon::form("step2", "Which colour do you like?", form_of(R"({"color":{"type":"string"}})", R"(["color"])"))},
        "named " + field("step1", "name"));
  if (call.state().substr(0, 6) == "named ") // what an earlier round heard is ours to keep
    return std::string(call.state().substr(6)) + " likes " + field("step2", "color") + ".";
  return tenon::ask({tenon::form("step1", "What is your name?", form_of(R"({"name":{"type":"string"}})", R"(["name"])"))},
                    "begun");
}

// Asks only for what this client can do.
tenon::result run_capabilities(const tenon::call &call) {
  if (!call.answers_json().empty()) return "Answered: " + std::string(call.answers_json());
  std::vector<tenon::question> questions;
  if (call.can(TENON_CAN_ELICIT_FORM)) questions.push_back(ask_name());
  if (call.can(TENON_CAN_SAMPLE)) questions.push_back(ask_capital());
  if (call.can(TENON_CAN_LIST_ROOTS)) questions.push_back(tenon::roots("roots"));
  if (questions.empty()) return tenon::not_capable(TENON_CAN_ELICIT_FORM | TENON_CAN_SAMPLE);
  return tenon::ask(std::move(questions));
}

} // namespace

void offer_rounds(tenon::server &server) {
  server.tool("test_input_required_result_elicitation", "Asks the person's name, and greets.", tenon::args(),
              [](const tenon::call &call) -> tenon::result {
                if (const auto answer = call.answer("user_name")) return greet(*answer);
                return tenon::ask({ask_name()});
              });
  server.tool("test_input_required_result_sampling", "Asks the client's model for a capital.", tenon::args(),
              [](const tenon::call &call) -> tenon::result {
                if (const auto answer = call.answer("capital")) return "The model says: " + sampled_text(*answer);
                return tenon::ask({ask_capital()});
              });
  server.tool("test_input_required_result_list_roots", "Asks for the client's roots.", tenon::args(),
              [](const tenon::call &call) -> tenon::result {
                if (const auto answer = call.answer("roots")) return "The roots are: " + answer->whole.text;
                return tenon::ask({tenon::roots("roots")});
              });
  server.tool("test_input_required_result_request_state", "Asks, and finds its state again.", tenon::args(),
              [](const tenon::call &call) -> tenon::result {
                if (call.answer("confirm") && call.state() == "kept")
                  return "state-ok: the state came back with the answer.";
                return tenon::ask({ask_to_confirm()}, "kept");
              });
  server.tool("test_input_required_result_multiple_inputs", "Asks the person, the model and for roots at once.",
              tenon::args(), [](const tenon::call &call) -> tenon::result {
                const auto name = call.answer("user_name"), capital = call.answer("capital"), roots = call.answer("roots");
                if (!name || !capital || !roots)
                  return tenon::ask({ask_name(), ask_capital(), tenon::roots("roots")}, "all three");
                return name->whole.text + capital->whole.text + roots->whole.text;
              });
  server.tool("test_input_required_result_multi_round", "Asks twice, one after the other.", tenon::args(), run_multi_round);
  server.tool("test_input_required_result_tampered_state", "Asks; a state that somebody touched is refused.", tenon::args(),
              [](const tenon::call &call) -> tenon::result {
                if (call.answer("confirm")) return "The state was as it should be: " + std::string(call.state());
                return tenon::ask({ask_to_confirm()}, "untouched");
              });
  server.tool("test_input_required_result_capabilities", "Asks only what the client can answer.", tenon::args(),
              run_capabilities);
}

} // namespace everything
