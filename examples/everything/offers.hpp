// offers.hpp - what the server offers, one function a subject.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include <tenon/tenon.hpp>

#include "later.hpp"

namespace everything {

void offer_headers(tenon::server &server);            // a parameter that travels in a header; first on the list
void offer_content(tenon::server &server);            // every kind of content, and a failure
void offer_schemas(tenon::server &server);            // JSON Schema 2020-12, whole
void offer_slow(tenon::server &server, Later &later); // progress, log lines, a stream that is taken up again
void offer_questions(tenon::server &server);          // sampling and elicitation
void offer_rounds(tenon::server &server);             // questions in several rounds, with state
void offer_changes(tenon::server &server);            // what is on offer changes while clients watch
void offer_diagnosis(tenon::server &server);          // what a client must be able to do, and what it hears
void offer_tasks(tenon::server &server, Later &later);
void offer_resources(tenon::server &server);
void offer_prompts(tenon::server &server);

// One pixel, and a tenth of a millisecond of silence.
std::string_view pixel_png();
std::string_view silence_wav();

// A reply that several deeds share; the last of them lets it go.
using SharedReply = std::shared_ptr<tenon::reply>;
inline SharedReply shared(tenon::reply reply) { return std::make_shared<tenon::reply>(std::move(reply)); }

// An object schema with these properties (as JSON), all required.
tenon::json form_of(std::string_view properties, std::string_view required);

// What the client's model said: the text of its one content, or of the first that has any.
std::string sampled_text(const tenon::answer &answer);

} // namespace everything
