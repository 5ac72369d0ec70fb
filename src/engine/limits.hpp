// limits.hpp - every bound of the core in one table; docs/embedding.md repeats it, and a test compares the two.
#pragma once
#include <cstdint>

namespace tenon::engine {

inline constexpr uint64_t off = UINT64_MAX;

// name, default, unit: the members of tenon_options of the same names
#define TENON_LIMITS(X)                                    \
  X(max_message_bytes, 4u << 20, "bytes")                  \
  X(max_nesting, 64, "levels")                             \
  X(max_header_bytes, 16u << 10, "bytes")                  \
  X(max_headers, 100, "lines")                             \
  X(max_token_bytes, 8u << 10, "bytes")                    \
  X(max_exchanges, 10000, "exchanges")                     \
  X(max_calls, 64, "calls")                                \
  X(max_batch, 32, "messages")                             \
  X(max_conversations, 10000, "conversations")             \
  X(conversation_idle_ms, 30 * 60 * 1000, "ms")            \
  X(max_undelivered_bytes, 256u << 10, "bytes")            \
  X(max_outbox_bytes, 256u << 10, "bytes")                 \
  X(max_result_bytes, 16u << 20, "bytes")                  \
  X(max_stalled_ms, 60 * 1000, "ms")                       \
  X(stream_after_ms, 50, "ms")                             \
  X(keep_alive_ms, 15 * 1000, "ms")                        \
  X(max_tools, 10000, "tools")                             \
  X(max_tool_bytes, 256u << 10, "bytes")                   \
  X(max_schema_depth, 64, "levels")                        \
  X(max_subschemas, 10000, "schemas")                      \
  X(max_schema_steps, 1000000, "checks")                   \
  X(page_size, 1000, "entries")                            \
  X(max_resources, 10000, "resources")                     \
  X(max_templates, 1000, "templates")                      \
  X(max_prompts, 10000, "prompts")                         \
  X(max_listens, 10000, "listens")                         \
  X(max_subscriptions, 1000, "subscriptions")              \
  X(max_stored_event_bytes, 256u << 10, "bytes")           \
  X(retry_ms, 1000, "ms")                                  \
  X(max_questions, 16, "questions")                        \
  X(max_rounds, 16, "rounds")                              \
  X(answer_wait_ms, 10 * 60 * 1000, "ms")                  \
  X(request_state_ms, 10 * 60 * 1000, "ms")                \
  X(max_request_state_bytes, 64u << 10, "bytes")           \
  X(max_tasks, 1000, "tasks")                              \
  X(max_subject_tasks, 100, "tasks")                       \
  X(task_ttl_ms, 60 * 60 * 1000, "ms")                     \
  X(max_task_ttl_ms, 24 * 60 * 60 * 1000, "ms")            \
  X(task_poll_ms, 1000, "ms")                              \
  X(max_cached_tokens, 1024, "tokens")                     \
  X(token_cache_ms, 60 * 1000, "ms")                       \
  X(max_failed_tokens, 20, "tokens")                       \
  X(failed_tokens_per_second, 5, "tokens")                 \
  X(decision_wait_ms, 5 * 1000, "ms")                      \
  X(key_cooldown_ms, 30 * 1000, "ms")                      \
  X(max_proofs, 65536, "proofs")                           \
  X(proof_age_ms, 60 * 1000, "ms")

// Those of questions to people: the members of tenon_feedback of the same names.
#define TENON_FEEDBACK_LIMITS(X)                              \
  X(max_form_bytes, 256u << 10, "bytes")                      \
  X(max_message, 8000, "code points")                         \
  X(max_title, 200, "code points")                            \
  X(max_ai_content, 100000, "code points")                    \
  X(max_options, 20, "options")                               \
  X(max_option, 200, "code points")                           \
  X(max_free_text, 20000, "code points")                      \
  X(timeout_ms, 300 * 1000, "ms")                             \
  X(max_timeout_ms, 7 * 24 * 3600 * 1000, "ms")               \
  X(grace_ms, 10 * 1000, "ms")                                \
  X(typing_ms, 60 * 1000, "ms")                               \
  X(claim_ms, 5 * 60 * 1000, "ms")                            \
  X(retention_ms, 24 * 3600 * 1000, "ms")                     \
  X(tombstone_ms, 30ull * 24 * 3600 * 1000, "ms")             \
  X(rejoin_ms, 15 * 60 * 1000, "ms")                          \
  X(max_open_sessions, 100, "sessions")                       \
  X(max_late_notes, 20, "notes")                              \
  X(max_session_watchers, 5, "watchers")                      \
  X(max_session_agents, 16, "calls")                          \
  X(max_waiters, 20000, "waiters")                            \
  X(hold_ms, 25 * 1000, "ms")                                 \
  X(hold_with_progress_ms, 50 * 1000, "ms")                   \
  X(max_held, 10000, "calls")                                 \
  X(max_subject_held, 100, "calls")                           \
  X(max_creates, 100, "a minute")                             \
  X(max_status_reads, 1000, "a minute")                       \
  X(max_result_reads, 1000, "a minute")                       \
  X(max_submits, 100, "a minute")                             \
  X(max_page_views, 100, "a minute")                          \
  X(max_live_clients, 1000, "clients")                        \
  X(live_idle_ms, 5 * 60 * 1000, "ms")                           \
  X(max_recorded_bytes, 4096, "bytes")                        \
  X(max_recording, 1000, "entries")                           \
  X(journal_ms, 90ull * 24 * 3600 * 1000, "ms")               \
  X(max_tried_codes, 10000, "links")

struct FeedbackLimits {
#define TENON_LIMIT_MEMBER(name, standard, unit) uint64_t name = standard;
  TENON_FEEDBACK_LIMITS(TENON_LIMIT_MEMBER)
#undef TENON_LIMIT_MEMBER
};

struct Limits {
#define TENON_LIMIT_MEMBER(name, standard, unit) uint64_t name = standard;
  TENON_LIMITS(TENON_LIMIT_MEMBER)
#undef TENON_LIMIT_MEMBER
};

} // namespace tenon::engine
