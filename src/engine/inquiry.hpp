// inquiry.hpp - what a handler has asked, the answers so far, and the run that goes on when all are there.
#pragma once
#include "engine/deadlines.hpp"
#include "engine/kept_call.hpp"
#include "json/reader.hpp"
#include "jsonrpc/message.hpp"
#include "protocol/input_required.hpp"
#include <mutex>
#include <string>
#include <vector>

namespace tenon::engine {

class Exchange;
class Reply;
class Server;

// Begun by Reply::ask; ends by running the handler again, or with an error to whoever waits, or when nobody waits any more.
class Inquiry final : public Counted {
public:
  // `next` is the answer that the coming run will owe; it stands on the lists of those who wait already.
  Inquiry(Ref<Server>, Ref<KeptCall>, Ref<Reply> next, std::vector<protocol::Question>, std::string state);
  ~Inquiry();

  const std::vector<protocol::Question> &questions() const { return questions_; }
  // Those that are not answered yet, and those whose request has not been sent.
  std::vector<const protocol::Question *> open_questions() const;

  // Sends the questions as requests to a client of an older revision.
  void send(Instant);
  // A client's response to question `index`, result or error.
  void take_response(size_t index, const json::Reader &, const jsonrpc::Message &, Instant);
  // A result for the question of that key (tasks/update, or an MRTR retry without a state). "": taken, or of no open question; else why it
  // does not fit, and nothing has changed.
  std::string take_result(std::string_view key, json::Value result, std::string_view raw, Instant);
  // Why the result is no answer to the open question of that key; "" if it is one, or if there is no such question.
  std::string misfit(std::string_view key, json::Value result) const;
  // What a client of 2026-07-28 sent along without a state; checked before.
  void take_supplied(const std::string &input_responses);
  bool complete() const;
  // All answers are there: runs the handler again, on this thread or by the host's dispatch. At most once.
  void go_on(Instant);
  // The outcome came by another way: the answer that the next run would have owed, to be settled now; the client is told to ask no more.
  // Nothing: the run has begun, or nobody waits.
  Ref<Reply> overtake(Instant) noexcept;
  // Nobody waits for the next run any more.
  void abandon() noexcept;
  void due(Instant); // no answer came in time

  std::string_view answers_json() const { return answers_json_; } // while and after the run
  std::string_view state() const { return state_; }
  void unreferenced() { delete this; }

private:
  void end_with_fault(std::string why, int32_t code, Instant);
  void end_with_refusal(std::string why, Instant);
  Ref<Reply> take_next();
  void take_back(Reply &, const std::vector<uint64_t> &requests, std::string_view reason, Instant) const;
  void append_answers(std::string &out) const;

  Ref<Server> server_;
  const Ref<KeptCall> call_;
  const std::vector<protocol::Question> questions_;
  const std::string state_;
  std::string answers_json_;
  Waiter waiter_;

  mutable std::mutex mutex_; // guards what follows; under it only the deadlines' lock is taken
  Ref<Reply> next_; // nothing once it runs, or is given up
  std::vector<std::string> answers_; // "": open
  std::vector<uint64_t> requests_;   // ids of ours, 0: not sent
};

} // namespace tenon::engine
