// line_client.hpp - a client that talks to a server of tenon.hpp over a channel of lines, on 2026-07-28: no handshake.
#pragma once
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tenon/tenon.hpp>

class LineClient final {
public:
  explicit LineClient(const tenon::server &server, std::string capabilities = "{}", std::string more_meta = "")
      : channel_(server, head()), capabilities_(std::move(capabilities)), more_meta_(std::move(more_meta)) {}
  // For whom the host vouches, and what it grants.
  LineClient(const tenon::server &server, tenon::head opening) : channel_(server, waking(std::move(opening))) {}

  // Calls a tool and gives the whole answer line.
  std::string call(std::string_view tool, std::string_view arguments = "{}") {
    send_call(tool, arguments);
    return next();
  }

  void send_call(std::string_view tool, std::string_view arguments = "{}") {
    send(R"({"jsonrpc":"2.0","id":)" + std::to_string(++last_id_) + R"(,"method":"tools/call","params":{"name":")" +
         std::string(tool) + R"(","arguments":)" + std::string(arguments) + "," + meta() + "}}");
  }

  std::string list() { return request("tools/list"); }

  // Any request; `members` are those of its params, as R"("uri":"a:b")".
  std::string request(std::string_view method, std::string_view members = "") {
    send_request(method, members);
    return next();
  }
  void send_request(std::string_view method, std::string_view members = "") {
    send(R"({"jsonrpc":"2.0","id":)" + std::to_string(++last_id_) + R"(,"method":")" + std::string(method) +
         R"(","params":{)" + std::string(members) + (members.empty() ? "" : ",") + meta() + "}}");
  }
  int last_id() const { return last_id_; }

  void send(std::string line) { channel_.feed(line += '\n'); }

  // The next line from the server, waited for; "" when it says nothing for ten seconds or nothing ever again.
  std::string next() {
    for (;;) {
      if (const std::size_t end = heard_.find('\n'); end != std::string::npos) {
        std::string line = heard_.substr(0, end);
        heard_.erase(0, end + 1);
        return line;
      }
      std::string_view bytes;
      const tenon_status status = channel_.pull(bytes);
      heard_ += bytes;
      if (status == TENON_OK) channel_.sent(bytes.size());
      else if (status != TENON_IDLE || !wait()) return {};
    }
  }

  tenon::exchange &channel() { return channel_; }
  std::string_view pull() {
    std::string_view bytes;
    channel_.pull(bytes);
    return bytes;
  }

private:
  std::string meta() const {
    return R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
           R"("io.modelcontextprotocol/clientInfo":{"name":"line-client","version":"1"},)"
           R"("io.modelcontextprotocol/clientCapabilities":)" +
           capabilities_ + more_meta_ + "}";
  }

  // The wake may come from any thread, and after this client has gone: what it signals lives on its own.
  struct Bell {
    std::mutex mutex;
    std::condition_variable rung;
    bool ringing = false;
  };

  tenon::head head() {
    tenon::head opening;
    opening.carrier = TENON_LINES;
    return waking(std::move(opening));
  }
  tenon::head waking(tenon::head opening) {
    opening.wake = [bell = bell_] {
      const std::lock_guard lock(bell->mutex);
      bell->ringing = true;
      bell->rung.notify_one();
    };
    return opening;
  }

  bool wait() {
    std::unique_lock lock(bell_->mutex);
    const bool rang = bell_->rung.wait_for(lock, std::chrono::seconds(10), [this] { return bell_->ringing; });
    bell_->ringing = false;
    return rang;
  }

  std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  tenon::exchange channel_;
  std::string capabilities_ = "{}", more_meta_; // what this client can, and `,"name":value` more in its _meta
  std::string heard_;
  int last_id_ = 0;
};

inline bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
// A result with one text content, `json_text` quoted as it stands on the wire.
inline bool says(std::string_view answer, std::string_view json_text) {
  return has(answer, "\"text\":" + std::string(json_text)) && !has(answer, "\"isError\":true");
}
inline bool fails(std::string_view answer, std::string_view words = "") {
  return has(answer, "\"isError\":true") && has(answer, words);
}
