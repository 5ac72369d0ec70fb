// input_required.hpp - questions to a client: checked when the host asks, written for each revision, and their answers checked.
#pragma once
#include "ground/outcome.hpp"
#include "json/reader.hpp"
#include "protocol/client_can.hpp"
#include "protocol/revision.hpp"
#include <span>
#include <string>
#include <string_view>

namespace tenon::protocol {

enum class Ask : uint8_t { form = 1, url, sample, roots }; // the numbers of TENON_ASK_*

struct Question {
  std::string key;
  Ask kind = Ask::form;
  std::string message;
  std::string schema; // form: requestedSchema, on one line
  std::string url;
  std::string params;         // sample: the params of sampling/createMessage, on one line
  std::string elicitation_id; // url on 2025-11-25: whoever asks fills it in
  bool checked_later = false; // form, url: whoever asks looks at the answer himself, and an error or silence is a dismissal
};

// A question in the host's words; only what its kind needs is looked at.
struct QuestionWords {
  std::string_view key;
  int64_t kind = 0;
  std::string_view message, schema, url, params;
};

inline constexpr size_t most_key_bytes = 128, most_url_bytes = 2048;

// The question, or what is wrong with it (Status::invalid). `others` are asked together with it: keys are unique. The reader is
// used up: it holds the schema or the params afterwards.
Outcome<Question> read_question(const QuestionWords &, std::span<const Question> others, json::Reader &, size_t max_nesting);

// Whether a client may be asked to open it: https, or http on this very machine.
bool may_send_people_to(std::string_view url);

// What a client must be able to do (ClientCan), and whether the revision has a way to ask.
uint32_t needed(const Question &);
bool known(const Question &, Revision);

// {"method":"elicitation/create","params":{...}}: what inputRequests hold.
void append_request(std::string &out, const Question &, Revision);
// {"key":{"method":...},...}
void append_questions(std::string &out, std::span<const Question *const>, Revision);
// The same question as a request of ours, for the revisions before 2026-07-28. `related_task`: the id of the task it belongs to, or "".
void append_request_message(std::string &out, std::string_view raw_id, const Question &, Revision, std::string_view related_task);

// The whole response with resultType input_required (2026-07-28 basic/patterns/mrtr). Without questions there must be a state;
// `request_state` "": none. `server_meta`: members for the result's _meta, or "".
void append_input_required(std::string &out, std::string_view raw_id, std::span<const Question *const> open_questions,
                           std::string_view request_state, Revision, std::string_view server_meta);

// Why `result` is no answer to the question, in words that go behind its key; "" if it is one. Fields that the schema gives a default
// may be missing: what the client sent stays as it is.
std::string check_answer(const Question &, json::Value result);

} // namespace tenon::protocol
