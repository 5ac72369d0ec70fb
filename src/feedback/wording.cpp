// wording.cpp - the tables: one line for each thing to say, one column for each language.
#include "feedback/wording.hpp"

namespace tenon::feedback {
namespace {

// clang-format off
constexpr Refusing refused[refusals] = {
    {"INVALID_REQUEST", 400, {"请求内容有误", "the request has fields that do not fit"}},
    {"INVALID_REQUEST", 400, {"请求体不是有效的 JSON", "the body is not valid JSON"}},
    {"INVALID_REQUEST", 405, {"此地址不支持该请求方法", "this address does not take that method"}},
    {"INVALID_REQUEST", 415, {"请求体必须是 application/json", "the body must be application/json"}},
    {"INVALID_REQUEST", 413, {"请求体过大", "the body is too large"}},
    {"UNAUTHORIZED", 401, {"需要有效的凭证", "a valid credential is needed"}},
    {"UNAUTHORIZED", 403, {"无权执行此操作", "this credential is not enough for that"}},
    {"SESSION_NOT_FOUND", 404, {"没有这个会话，或它已被清除", "there is no such session, or it has been removed"}},
    {"SESSION_NOT_FOUND", 404, {"此地址没有内容", "there is nothing at this address"}},
    {"NO_FEEDBACK_AVAILABLE", 404, {"还没有人回答", "nobody has answered yet"}},
    {"SESSION_EXPIRED", 410, {"回答时间已过", "the time to answer is over"}},
    {"SESSION_EXPIRED", 410, {"这个问题已被撤回", "the question has been withdrawn"}},
    {"GONE", 410, {"会话内容已按期限清除", "what was said here has been removed"}},
    {"ALREADY_SUBMITTED", 409, {"已有回答在先", "an answer was there first"}},
    {"ALREADY_SUBMITTED", 409, {"这个问题已被谢绝回答", "somebody has declined to answer"}},
    {"SUBMISSION_CONFLICT", 409, {"这个提交编号已用于另一份内容", "this submission id stands for other words"}},
    {"IDEMPOTENCY_CONFLICT", 409, {"这个幂等键已用于另一个问题", "this idempotency key stands for another question"}},
    {"CLAIMED", 409, {"另一位正在处理这个问题", "somebody else is working on this question"}},
    {"SESSION_EXPIRED", 410, {"这个会话的补充留言已满", "this session takes no more late notes"}},
    {"INVALID_REQUEST", 409, {"会话仍在进行，尚不能这样做", "the session is still open"}},
    {"RATE_LIMITED", 429, {"请求过于频繁，请稍后再试", "too many requests; try again later"}},
    {"RATE_LIMITED", 429, {"未结束的会话过多", "too many sessions are open"}},
    {"CONNECTION_LIMIT_EXCEEDED", 429, {"这个会话的连接过多", "this session has too many connections"}},
    {"INTERNAL_ERROR", 507, {"存储空间已满", "the store is full"}},
    {"INTERNAL_ERROR", 503, {"存储正忙，请重试", "the store is busy; try again"}},
    {"INTERNAL_ERROR", 500, {"存储出错", "the store failed"}},
    {"INTERNAL_ERROR", 500, {"服务器出错", "the server failed"}},
    {"UNKNOWN_TYPE", 400, {"不认识的消息类型", "there is no such type of message"}},
    {"INVALID_REQUEST", 426, {"此地址只接受 WebSocket 连接", "this address is for WebSockets"}},
    {"INTERNAL_ERROR", 503, {"服务器暂时无法处理，请稍后再试", "the server cannot take this now; try again later"}},
};

// {}: the limit. [ and ]: around the detail, if there is one.
constexpr std::string_view reasons[wrongs][languages] = {
    {"缺少此项", "is missing"},
    {"没有此项", "is not a known field"},
    {"必须是字符串", "must be a string"},
    {"必须是数字", "must be a number"},
    {"必须是整数", "must be a whole number"},
    {"必须是 true 或 false", "must be true or false"},
    {"必须是数组", "must be an array"},
    {"必须是对象", "must be an object"},
    {"至少 {} 个字符", "must have {} or more characters"},
    {"最多 {} 个字符", "must have at most {} characters"},
    {"至少选择 {} 项", "must have {} or more entries"},
    {"最多 {} 项", "must have at most {} entries"},
    {"不能小于 {}", "must be {} or more"},
    {"不能大于 {}", "must be {} or less"},
    {"最多 {} 字节", "must have at most {} bytes"},
    {"与前面的重复", "is there twice"},
    {"不在可选范围内[：]", "is not one of the options[: ]"},
    {"不是允许的取值[：]", "is not one of the choices[: ]"},
    {"这个问题没有选项", "the question has no options"},
    {"这个问题不接受文字", "the question takes no text"},
    {"这个问题没有表单", "the question has no form"},
    {"请选择一项或填写文字", "needs a chosen option or some text"},
    {"表单不符[：]", "does not fit the form[: ]"},
    {"含有不允许的字符", "has characters that have no place in it"},
    {"最少项数大于最多项数", "the least is over the most"},
};

constexpr std::string_view noted[notes][languages] = {
    {"已收到，谢谢", "received, thank you"},
    {"已记录：不作回答", "noted: you would rather not answer"},
    {"已作为补充留言保存", "kept as a late note"},
    {"之前已收到同一份内容", "this was received before"},
    {"已撤回", "withdrawn"},
    {"已延长", "there is more time now"},
    {"助手正在等待您的回答", "the assistant is waiting"},
    {"助手目前未连接；您的回答会保存并转交", "the assistant is not connected; your answer will be kept and handed over"},
    {"这个问题已被撤回；仍可留言", "the question has been withdrawn; you may still leave a note"},
    {"时间已到；仍可留言", "the time is over; you may still leave a note"},
    {"清理完成", "Cleanup completed successfully"},
};
// clang-format on

// The word behind the brackets' text, with the limit and the detail put in.
std::string fill(std::string_view form, const Problem &problem) {
  std::string out;
  const size_t open = form.find('['), close = form.find(']');
  for (size_t i = 0; i < form.size(); ++i) {
    if (i == open || i == close) continue;
    if (open != std::string_view::npos && i > open && i < close && problem.detail.empty()) continue;
    if (form.substr(i, 2) == "{}") {
      out += std::to_string(problem.limit);
      ++i;
    } else {
      out += form[i];
    }
  }
  return open == std::string_view::npos ? out : out + problem.detail;
}

bool same_letters(std::string_view a, std::string_view small) {
  if (a.size() < small.size()) return false;
  for (size_t i = 0; i < small.size(); ++i)
    if ((a[i] | 0x20) != small[i]) return false;
  return a.size() == small.size() || a[small.size()] == '-';
}

// 0 to 1000; what cannot be read is 0.
int weight_of(std::string_view parameters) {
  const size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  std::string_view number = parameters.substr(at + 2);
  if (number.empty() || (number[0] != '0' && number[0] != '1')) return 0;
  int weight = (number[0] - '0') * 1000, unit = 100;
  for (size_t i = 2; i < number.size() && number[1] == '.' && unit > 0; ++i, unit /= 10) {
    if (number[i] < '0' || number[i] > '9') break;
    weight += (number[i] - '0') * unit;
  }
  return weight > 1000 ? 1000 : weight;
}

std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

} // namespace

const Refusing &refusing(Refused what) { return refused[static_cast<int>(what)]; }

std::string say(const Problem &problem, Language language) {
  return fill(reasons[static_cast<int>(problem.what)][static_cast<int>(language)], problem);
}

std::string_view say(Note what, Language language) { return noted[static_cast<int>(what)][static_cast<int>(language)]; }

Language choose_language(std::string_view asked, std::string_view accepted, Language otherwise) {
  if (same_letters(asked, "zh")) return Language::zh;
  if (same_letters(asked, "en")) return Language::en;
  Language best = otherwise;
  int heaviest = 0;
  while (!accepted.empty()) {
    const std::string_view part = accepted.substr(0, accepted.find(','));
    accepted.remove_prefix(part.size() == accepted.size() ? part.size() : part.size() + 1);
    const size_t end = part.find(';');
    const std::string_view name = without_spaces(part.substr(0, end));
    const int weight = weight_of(end == std::string_view::npos ? std::string_view() : part.substr(end));
    const bool zh = same_letters(name, "zh"), en = same_letters(name, "en");
    if ((!zh && !en) || weight <= heaviest) continue;
    heaviest = weight;
    best = zh ? Language::zh : Language::en;
  }
  return best;
}

} // namespace tenon::feedback
