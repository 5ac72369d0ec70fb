/* tenon.h - the contract between the Tenon core and the program that hosts it: C99, two system headers, nothing else.
 *
 * Tenon is an MCP server without sockets, threads or clocks. The host feeds it bytes and time; the core hands back bytes.
 * One HTTP request, or one channel of messages such as stdio, is an *exchange*:
 *
 *     tenon_exchange_open(server, &head, now, &x);     a request head arrived
 *     tenon_exchange_feed(x, bytes, len, now);         its body, in any pieces
 *     tenon_exchange_end(x, now);                      the body is complete; inline tools have run when this returns
 *     tenon_exchange_answer(x, &answer);               status and headers, or TENON_IDLE: wait for wake()
 *     tenon_exchange_pull(x, &bytes);                  peek at bytes for the client: OK, IDLE or FINISHED
 *     tenon_exchange_sent(x, n);                       n of them are written
 *     tenon_exchange_close(x, now);                    done, or the client is gone
 *
 * CONVENTIONS
 *  status    0 is fine, a positive status is news, a negative one means: failed and nothing changed. At -100 and below
 *            nothing is allowed on that object any more but close, release or destroy.
 *  mistakes  The peer's mistakes become bytes (a JSON-RPC error, a 4xx answer). The host's mistakes become statuses.
 *  records   The first member `size` is the caller's sizeof of the record; zero in a member means its default. Members are
 *            only ever appended. A record larger than this library knows is accepted while the unknown part is all zero and
 *            refused with TENON_NEWER_STRUCT otherwise. Records have no implicit padding on 64-bit targets.
 *  strings   tenon_str is pointer and length, UTF-8, not terminated. Strings given to the core are copied before the call
 *            returns. Strings handed to a callback are valid until that callback returns.
 *  callbacks Each record with a `user` has a `drop(user)`, which runs exactly once on every path, a failed registration
 *            included, and never while a callback with that user is on any stack. NULL is fine for every callback that is
 *            not said to be required.
 *  threads   Marked on each function. [any] may be called from any thread at any time. [intake] and [output] may each be
 *            used by one thread at a time per exchange; both sides may run in parallel, and different exchanges always may.
 *            No lock is held while the host is called.
 *  re-entry  From inside a callback, everything may be called, except the side (intake or output) of the exchange that is
 *            calling back: that returns TENON_REENTRANT. Close and destroy inside a callback wait for the outermost call.
 *  time      tenon_now carries a clock that never goes back (milliseconds from any origin) and Unix time in milliseconds.
 *            The core has no clock of its own. A monotonic time that goes back is taken as the latest one seen.
 *  bounds    docs/embedding.md has the table of limits; each is settable in tenon_options. 0: default, TENON_OFF: none.
 */
#ifndef TENON_H
#define TENON_H

#include <stddef.h>
#include <stdint.h>
#include <tenon/tenon_version.h>

#if defined(_WIN32)
#define TENON_API
#elif defined(__GNUC__)
#define TENON_API __attribute__((visibility("default")))
#else
#define TENON_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Statuses -------------------------------------------------------------------------------------------------------- */

typedef int32_t tenon_status;

#define TENON_OK 0           /* done */
#define TENON_IDLE 1         /* nothing to pull yet; wake is armed */
#define TENON_FINISHED 2     /* nothing will come any more (pull), or nothing more is wanted (feed) */
#define TENON_DROPPED 3      /* taken, but an older or this droppable message had to give way */
#define TENON_INVALID -1     /* a NULL, a length or a value that makes no sense; error.message says which */
#define TENON_BAD_SIZE -2    /* record.size is smaller than the first release's record */
#define TENON_NEWER_STRUCT -3 /* record.size is larger than known here and the unknown part is not zero */
#define TENON_REENTRANT -4   /* called from its own callback, on the side that is calling back */
#define TENON_BUSY -5        /* not now: the intake is full, nothing was taken; pull, then feed again */
#define TENON_GONE -6        /* settled before, closed, or the server was destroyed; safe at any time */
#define TENON_DUPLICATE -7   /* the name is taken */
#define TENON_NOT_FOUND -8   /* no such name */
#define TENON_LIMIT -9       /* over a bound of tenon_options */
#define TENON_NO_KEY -10     /* neither a token policy nor options.authless: HTTP exchanges are not opened */
#define TENON_WEAK_KEY -11   /* a secret shorter than 32 bytes without allow_short_secret */
#define TENON_BAD_SCHEMA -12 /* not a JSON Schema, or one with a keyword or dialect that is not built */
#define TENON_NO_ENTROPY -13 /* the source of randomness failed */
#define TENON_NO_MEMORY -14  /* allocation failed; nothing changed */
#define TENON_NOT_CAPABLE -15 /* the client has not said that it can do this; nothing was settled */
#define TENON_BROKEN -100    /* an allocation failed half way; only close, release or destroy remains */

#define TENON_OFF UINT64_MAX /* in a limit: none; in a leeway or keep-alive: switched off */

/* ---- Plain values (their layout is frozen) --------------------------------------------------------------------------- */

/* UTF-8 text: not terminated; data may be NULL when len is 0. */
typedef struct tenon_str {
  const char *data;
  size_t len;
} tenon_str;

/* monotonic_ms: milliseconds from any origin, never going back. unix_ms: milliseconds since 1970-01-01 UTC, as the wall says. */
typedef struct tenon_now {
  uint64_t monotonic_ms;
  int64_t unix_ms;
} tenon_now;

/* One HTTP header line. Names compare without regard to case. */
typedef struct tenon_header {
  tenon_str name;
  tenon_str value;
} tenon_header;

typedef struct tenon_server tenon_server;     /* identity, catalog, policies, open work; shared by all threads */
typedef struct tenon_exchange tenon_exchange; /* one HTTP request, or one channel of messages, and all it sends back */
typedef struct tenon_reply tenon_reply;       /* one answer that the host owes */
typedef struct tenon_work tenon_work;         /* one handler call that the host runs where it likes */
typedef struct tenon_decision tenon_decision; /* one decision about credentials that the host owes */
typedef struct tenon_operation tenon_operation; /* one thing that a store is asked for, and owes an answer */
typedef struct tenon_watch tenon_watch;       /* who hears of what was written to a store; the store's until its drop returns */
typedef struct tenon_arguments tenon_arguments; /* the parsed arguments of a call; read with tenon_call_text and its kin */

/* Where to put the reason of a failure on calls that a person configures. Give NULL if the status is enough.
 * size and capacity in, len and text out: the message is cut at capacity, always terminated, never echoes a secret. Since 0.1. */
typedef struct tenon_error {
  size_t size;
  char *message;   /* caller's memory */
  size_t capacity; /* of message, in bytes, the final zero included */
  size_t len;      /* out: length of the text without the zero */
} tenon_error;

/* ---- The server ------------------------------------------------------------------------------------------------------ */

/* Who we are and how much we take. Since 0.1. Limits count in the unit of their name; 0 means the default in brackets. */
typedef struct tenon_options {
  size_t size;
  tenon_str name;         /* server name in MCP [tenon] */
  tenon_str version;      /* its version [the library's] */
  tenon_str title;        /* for people [none] */
  tenon_str instructions; /* for the model [none] */
  tenon_str base_path;    /* where the server is mounted, "" or "/prefix": routes, endpoint events and links respect it [""] */
  tenon_str public_url;   /* origin that clients see, "https://h"; its host is allowed, its URL is shown on the home page [none] */
  const tenon_str *allowed_hosts;   /* further Host names, without port; loopback names are always allowed */
  size_t allowed_host_count;
  const tenon_str *allowed_origins; /* further browser origins, "https://playground.example"; exact match. "*" allows all */
  size_t allowed_origin_count;
  uint64_t authless;             /* 1: HTTP needs no token. Without this and without a token policy no HTTP exchange opens */
  uint64_t expose_authorization; /* 1: handlers see the Authorization header in tenon_call. Off: never */
  uint64_t max_message_bytes;    /* one JSON-RPC message or HTTP body [4 MiB] */
  uint64_t max_nesting;          /* depth of JSON [64] */
  uint64_t max_header_bytes;     /* all names and values of a head together [16 KiB] */
  uint64_t max_headers;          /* lines in a head [100] */
  uint64_t max_token_bytes;      /* a bearer token [8 KiB] */
  uint64_t max_exchanges;        /* open at once [10,000] */
  uint64_t max_calls;            /* calls owed an answer at once, per conversation or channel [64] */
  uint64_t max_batch;            /* messages in a batch (2025-03-26 only) [32] */
  uint64_t max_conversations;    /* sessions of the revisions before 2026-07-28 [10,000] */
  uint64_t conversation_idle_ms; /* such a session without request or stream ends after [30 min] */
  uint64_t max_undelivered_bytes; /* answers that wait for a stream to come back, per conversation [256 KiB] */
  uint64_t max_outbox_bytes;     /* bytes that wait to be pulled before droppable messages give way [256 KiB] */
  uint64_t max_result_bytes;     /* one result of a handler [16 MiB] */
  uint64_t max_stalled_ms;       /* a reader of an open stream or channel that takes nothing while bytes wait is cut off after [60 s] */
  uint64_t stream_after_ms;      /* an answer that is not ready by then turns into an event stream [50 ms] */
  uint64_t keep_alive_ms;        /* comment line on a quiet event stream [15 s] */
  uint64_t max_tools;            /* in the catalog [10,000] */
  uint64_t max_tool_bytes;       /* name, texts and schema of one tool [256 KiB] */
  uint64_t max_schema_depth;     /* nesting of schemas [64] */
  uint64_t max_subschemas;       /* in one schema [10,000] */
  uint64_t max_schema_steps;     /* keyword checks on one call's arguments [1,000,000] */
  uint64_t page_size;            /* entries on one page of a list [1,000] */
  /* Since 0.2. */
  tenon_str description;         /* what the server is for, for people [none] */
  tenon_str website_url;         /* [none] */
  tenon_str icons;               /* JSON array of Icon: {"src":"https://...","mimeType":"image/png","sizes":["48x48"]} [none] */
  tenon_str experimental;        /* JSON object: capabilities.experimental [none] */
  tenon_str extensions;          /* JSON object: capabilities.extensions, by identifier; tasks add themselves [none] */
  uint64_t offers;               /* TENON_OFFER_* that are declared from the start [tools; the others with their first entry] */
  uint64_t omit_server_info;     /* 1: results of 2026-07-28 do not carry the server's name in _meta */
  uint64_t list_ttl_ms;          /* how long clients may take lists and discover for fresh [0] */
  uint64_t max_resources;        /* in the catalog [10,000] */
  uint64_t max_templates;        /* resource templates [1,000] */
  uint64_t max_prompts;          /* [10,000] */
  uint64_t max_listens;          /* subscriptions/listen open at once [10,000] */
  uint64_t max_subscriptions;    /* resources and tasks watched by one conversation, channel or listen stream [1,000] */
  uint64_t max_stored_event_bytes; /* events that a client may come back for (Last-Event-ID), per conversation [256 KiB] */
  uint64_t retry_ms;             /* how long a client is asked to wait before it takes up a closed stream again [1 s] */
  uint64_t max_questions;        /* in one tenon_reply_ask [16] */
  uint64_t max_rounds;           /* times that one call may ask [16] */
  uint64_t answer_wait_ms;       /* a question to a client of an older revision stays open [10 min] */
  uint64_t request_state_ms;     /* a sealed requestState is good for [10 min] */
  uint64_t max_request_state_bytes; /* of a sealed requestState, as text [64 KiB] */
  uint64_t max_tasks;            /* tasks that are kept, done ones included [1,000] */
  uint64_t max_subject_tasks;    /* of one principal [100] */
  uint64_t task_ttl_ms;          /* a task is kept, from its creation on, when nobody says otherwise [1 h] */
  uint64_t max_task_ttl_ms;      /* the longest that a client or handler may ask for [24 h] */
  uint64_t task_poll_ms;         /* how often clients are asked to poll [1 s] */
  /* Since 0.3. */
  uint64_t max_cached_tokens;    /* verified tokens that are remembered [1,024] */
  uint64_t token_cache_ms;       /* how long a token is taken for verified [60 s] */
  uint64_t max_failed_tokens;    /* bad signatures of one peer at once, as tenon_head.peer names it (IPv6: of one /64) [20] */
  uint64_t failed_tokens_per_second; /* of which so many are forgiven [5] */
  uint64_t decision_wait_ms;     /* how long a request waits for a decision of the host [5 s] */
  uint64_t key_cooldown_ms;      /* the host is asked for a key at most once in [30 s] */
  uint64_t max_proofs;           /* DPoP proofs that are remembered, so that none is taken twice [65,536] */
  uint64_t proof_age_ms;         /* how old such a proof may be, in whole seconds, at most an hour [60 s] */
} tenon_options;

/* What a server offers; bits of options.offers. */
#define TENON_OFFER_RESOURCES 1u
#define TENON_OFFER_PROMPTS 2u
#define TENON_OFFER_COMPLETIONS 4u
#define TENON_OFFER_LOGGING 8u /* without it tenon_reply_log says nothing to anybody */
#define TENON_OFFER_TASKS 16u

/* Levels of the log callback. */
#define TENON_LOG_DEBUG 0
#define TENON_LOG_INFO 1
#define TENON_LOG_WARN 2
#define TENON_LOG_ERROR 3

/* One line for the host's log. Keys, tokens and the Authorization header never appear in it. Since 0.1. */
typedef struct tenon_log_record {
  size_t size;
  int64_t level;
  tenon_str event;   /* stable word such as "token_refused" */
  tenon_str reason;  /* stable word such as "expired", or "" */
  tenon_str message; /* for people; control characters escaped */
  tenon_str subject; /* the principal, or "" */
  tenon_str peer;    /* as given in the head, or "" */
} tenon_log_record;

/* A name and its value. The layout is frozen. */
typedef struct tenon_attribute {
  tenon_str name;
  tenon_str value;
} tenon_attribute;

#define TENON_SPAN_BEGIN 1
#define TENON_SPAN_END 2

/* One request, told twice: when it is taken and when its answer is known. Attribute names follow the OpenTelemetry semantic
 * conventions for MCP (mcp.method.name, mcp.protocol.version, mcp.session.id, mcp.resource.uri, gen_ai.operation.name, gen_ai.tool.name,
 * gen_ai.prompt.name, jsonrpc.request.id, network.transport; at the end error.type and rpc.response.status_code). Since 0.2. */
typedef struct tenon_span {
  size_t size;
  int64_t phase;         /* TENON_SPAN_BEGIN or TENON_SPAN_END */
  uint64_t id;           /* the same at both; never used again by this server */
  tenon_str name;        /* "tools/call add" */
  tenon_str traceparent; /* of the client's _meta (W3C Trace Context); "" */
  tenon_str tracestate;
  tenon_str baggage;
  const tenon_attribute *attributes;
  size_t attribute_count;
  tenon_now now;
} tenon_span;

/* What the host lends to the core. All callbacks may come from any thread that is inside a tenon call. Since 0.1. */
typedef struct tenon_host {
  size_t size;
  void *user;
  void (*drop)(void *user); /* after the last callback with this user, when server, exchanges and replies are gone */
  /* Fill `out` with `len` unpredictable bytes; return 0, or anything else to fail. NULL: the operating system's, by mbedTLS. */
  int32_t (*entropy)(void *user, void *out, size_t len);
  void (*log)(void *user, const tenon_log_record *record);
  /* An earlier deadline than the one last read appeared: read tenon_server_next_deadline again. Signal only, do not tick here. */
  void (*deadline_moved)(void *user);
  /* Run `work` later, on any thread, by tenon_work_run, exactly once. NULL: handlers run on the thread that completed the
   * request. Must not call tenon_work_run before it returns. */
  void (*dispatch)(void *user, tenon_work *work);
  /* A request begins or ends, for tracing. Since 0.2. */
  void (*span)(void *user, const tenon_span *span);
} tenon_host;

/* Makes a server. [any] On failure *out is NULL and host->drop has run. `options` and `host` may be NULL.
 * A source of randomness that fails later refuses new sessions with 503 and is logged; ids are never weak.
 * INVALID, BAD_SIZE, NEWER_STRUCT, NO_MEMORY. Since 0.1. */
TENON_API tenon_status tenon_server_create(const tenon_options *options, const tenon_host *host, tenon_server **out,
                                           tenon_error *error);

/* Lets go of the server: open work ends with an error, every waiting exchange is woken, and the call returns. Exchanges and
 * replies that are still held stay valid to close and release, in any order; memory goes with the last of them. [any] NULL is fine. */
TENON_API void tenon_server_destroy(tenon_server *server, tenon_now now);

/* Ends new work, lets owed answers finish: streams without a call end, new exchanges are answered 503. For a graceful stop.
 * Call destroy when *open_calls, read by tenon_server_counts, is 0 or patience is over. [any] Since 0.1. */
TENON_API tenon_status tenon_server_drain(tenon_server *server, tenon_now now);

/* What is open now, for tests, health pages and graceful stops. Since 0.1. */
typedef struct tenon_counts {
  size_t size;
  uint64_t exchanges;     /* opened, not yet closed */
  uint64_t calls;         /* replies that are owed */
  uint64_t conversations; /* sessions of the revisions before 2026-07-28 */
  uint64_t tools;
  uint64_t requests;      /* JSON-RPC requests taken since create */
  uint64_t resources;     /* Since 0.2. */
  uint64_t templates;
  uint64_t prompts;
  uint64_t listens;       /* subscriptions/listen that are open */
  uint64_t tasks;         /* that are kept, done ones included */
  uint64_t questions;     /* asked and not answered yet; clients of 2026-07-28 carry theirs themselves */
} tenon_counts;

/* Fills `out` up to out->size. [any] INVALID, BAD_SIZE. Since 0.1. */
TENON_API tenon_status tenon_server_counts(const tenon_server *server, tenon_counts *out);

/* The monotonic_ms at which tick wants to be called; UINT64_MAX: none. [any] Since 0.1. */
TENON_API uint64_t tenon_server_next_deadline(const tenon_server *server);

/* Does what is due: idle sessions, keep-alive lines, stalled readers. Cheap when nothing is due. Pass the current time, never
 * the deadline. [any] Since 0.1. */
TENON_API tenon_status tenon_server_tick(tenon_server *server, tenon_now now);

/* ---- Who may call ---------------------------------------------------------------------------------------------------- */

/* Memory that the caller lends: capacity in, len out. LIMIT with len = the size needed when it is
 * too small, and with len 0 when no size helps. Since 0.1. */
typedef struct tenon_buffer {
  size_t size;
  char *data;
  size_t capacity;
  size_t len;
} tenon_buffer;

/* How tokens may be signed: "HS256", "HS384", "HS512" with a secret; "RS256", ..., "PS256", ..., "ES256", ... with a public key;
 * "EdDSA" with a public key and a signature check of the host's own. A key to check tokens with; one of `secret`, `pem` and `jwks`.
 * Since 0.3. */
typedef struct tenon_key {
  size_t size;
  tenon_str algorithm; /* the one algorithm that this key is for [secret: HS256; pem: by the key, RSA: RS256; jwks: each says its own] */
  tenon_str id;        /* tokens whose `kid` is this, and tokens without [any `kid`]; not with jwks, whose keys say theirs */
  tenon_str secret;    /* raw bytes, at least as long as the hash; copied, wiped when the keys go */
  tenon_str pem;       /* SubjectPublicKeyInfo or PKCS#1 of an RSA or elliptic curve key, PEM or DER */
  tenon_str jwks;      /* a JWK or JWK Set (RFC 7517) of public keys, JSON, at most 64 keys and 256 KiB */
} tenon_key;

/* A check of signatures by the host's own library, in the place of ours, for all public keys. Any thread, several at once. Since 0.3. */
typedef struct tenon_signatures {
  size_t size;
  void *user;
  void (*drop)(void *user); /* after the last drop_key */
  /* A public key as JWK, and the one algorithm that it will be asked for: *key is the host's name for it. 0: taken. Required. */
  int32_t (*take_key)(void *user, tenon_str algorithm, tenon_str jwk, void **key);
  /* 1: the owner of this key signed this text; 0: no; anything else: it cannot be said, and the token is refused. `signature` as
   * in a JWS: ECDSA r and s, not DER. Required. */
  int32_t (*check)(void *user, void *key, tenon_str algorithm, tenon_str signed_text, tenon_str signature);
  void (*drop_key)(void *user, void *key); /* exactly once for each key taken; may be NULL */
} tenon_signatures;

/* `typ` in the header of tokens. */
#define TENON_TYPE_USUAL 0    /* absent, JWT or at+jwt */
#define TENON_TYPE_REQUIRED 1 /* at+jwt (RFC 9068) */
#define TENON_TYPE_ANY 2      /* not looked at */

/* Tokens that are bound to a key of their owner's (`cnf.jkt`, RFC 9449, DPoP). */
#define TENON_PROOFS_NONE 0     /* refused, since we ask for no proof */
#define TENON_PROOFS_ACCEPTED 1 /* a bound token needs its proof, another one none */
#define TENON_PROOFS_REQUIRED 2 /* only bound tokens are accepted */

/* How bearer tokens are checked (RFC 6750, RFC 7515, RFC 7519, RFC 8725), and what clients are told about where to get one (RFC 9728).
 * Since 0.1; secret and keys may both be given. */
typedef struct tenon_token_policy {
  size_t size;
  tenon_str secret;            /* HS256 key, raw bytes, at least 32; copied, wiped when the policy goes */
  uint64_t allow_short_secret; /* 1: take a shorter secret all the same; logged as a warning */
  tenon_str issuer;            /* `iss` must equal this [not checked] */
  tenon_str audience;          /* `aud` must be or contain this [not checked, unless `audiences` or `resource` are given] */
  uint64_t leeway_seconds;     /* for exp, nbf and iat, at most a day [5 s]; TENON_OFF: none */
  tenon_str realm;             /* in WWW-Authenticate, printable ASCII, at most 256 bytes [tenon] */
  /* Since 0.3. */
  const tenon_key *keys;
  size_t key_count;            /* records of keys[0].size bytes each */
  tenon_str algorithms;        /* only these, separated by spaces [those of the keys] */
  tenon_str rsa_algorithm;     /* of RSA keys in a JWK Set that do not say theirs [RS256] */
  const tenon_signatures *signatures; /* [ours] */
  const tenon_str *audiences;  /* accepted beside `audience` */
  size_t audience_count;
  uint64_t max_age_seconds;    /* since `iat`, which must be there then [any] */
  uint64_t expiry_optional;    /* 1: tokens without `exp` are good for ever; logged as a warning */
  uint64_t token_type;         /* TENON_TYPE_* */
  uint64_t proofs;             /* TENON_PROOFS_* */
  uint64_t proof_nonce;        /* 1: proofs must carry a nonce of ours (RFC 9449 section 8) */
  tenon_str implied_scopes;    /* "admin>write write>read": who has the first has the second [none] */
  tenon_str resource;          /* this server's URI as clients know it, "https://h/mcp": accepted as audience, published [nothing is published] */
  const tenon_str *authorization_servers; /* issuers that clients may get tokens from */
  size_t authorization_server_count;
  tenon_str scopes_supported;  /* separated by spaces; told to clients, also with a 401 [none] */
  tenon_str documentation;     /* URL for people [none] */
} tenon_token_policy;

/* From now on HTTP exchanges need a token that this policy accepts. Replaces the policy before it at once; exchanges that
 * were judged keep their verdict. [any] On failure signatures->drop has run. INVALID, WEAK_KEY, LIMIT, NO_MEMORY. Since 0.1. */
TENON_API tenon_status tenon_server_require_token(tenon_server *server, const tenon_token_policy *policy, tenon_error *error);

/* The keys of the policy, replaced at once and all together, its secret too; all else stays. Tokens that were accepted by a key that is gone are
 * refused from now on; no request is dropped. [any] INVALID (no policy, a malformed key), WEAK_KEY, LIMIT, NO_MEMORY: the old keys stay. Since 0.3. */
TENON_API tenon_status tenon_server_set_keys(tenon_server *server, const tenon_key *keys, size_t count, tenon_error *error);

/* All tokens that were verified before are verified anew at their next use. [any] Since 0.3. */
TENON_API tenon_status tenon_server_forget_tokens(tenon_server *server);

/* What a decision is about; views are valid until the callback returns. Since 0.3. */
typedef struct tenon_credential {
  size_t size;
  tenon_str key_id;      /* `kid`, or "" */
  tenon_str algorithm;   /* key_wanted: of the token; else "" */
  tenon_str issuer;      /* of the token; key_wanted: as it says, and nobody has vouched for it */
  tenon_str subject;
  tenon_str client_id;
  tenon_str token_id;    /* `jti`, or "" */
  tenon_str claims_json; /* token_used */
  tenon_str api_key;     /* api_key */
  tenon_str method;      /* of the request */
  tenon_str path;
  tenon_str peer;
  tenon_now now;
} tenon_credential;

/* Who somebody is, by the host's word. Since 0.3. */
typedef struct tenon_identity {
  size_t size;
  tenon_str subject;     /* not "" */
  tenon_str scopes;      /* separated by spaces [none] */
  tenon_str permissions; /* separated by spaces [none] */
  const tenon_str *roles; /* [none] */
  size_t role_count;
  tenon_str client_id;   /* [""] */
  tenon_str claims_json; /* handed to handlers as it is, a JSON object [""] */
} tenon_identity;

/* One decision about credentials, told when it is made: never the token or key itself. Since 0.3. */
typedef struct tenon_audit {
  size_t size;
  int64_t allowed;     /* 1 or 0 */
  tenon_str reason;    /* stable word: "accepted", "expired", "bad_signature", "lacks_scope", ... */
  tenon_str subject;   /* "" unless somebody vouched for it */
  tenon_str issuer;
  tenon_str client_id;
  tenon_str token_id;
  tenon_str key_id;
  tenon_str method;    /* of the HTTP request, or the MCP method where that was decided */
  tenon_str route;     /* the path, or what was called: "tools/call add" */
  tenon_str peer;
  tenon_now now;
} tenon_audit;

/* What the host decides about who may call. Each of the first three owes one decision: settle it inside the callback, or later from
 * any thread; the request waits for decision_wait_ms and is then refused with 503. Since 0.3. */
typedef struct tenon_authority {
  size_t size;
  void *user;
  void (*drop)(void *user);
  /* A token of an allowed algorithm names a key that is not there, and claims nothing that rules it out anyhow. Fetch the keys,
   * tenon_server_set_keys, and settle either way: the token is judged again. Called at most once in key_cooldown_ms; whoever comes meanwhile waits for the same decision. */
  void (*key_wanted)(void *user, const tenon_credential *credential, tenon_decision *decision);
  /* A good token is used, be it known or new: allow, or deny what was revoked. */
  void (*token_used)(void *user, const tenon_credential *credential, tenon_decision *decision);
  /* A request bears `X-API-Key: K` or `Authorization: ApiKey K` in the place of a token: allow with who that is, or deny. */
  void (*api_key)(void *user, const tenon_credential *credential, tenon_decision *decision);
  void (*audit)(void *user, const tenon_audit *record);
} tenon_authority;

/* From now on the host is asked, for what it gives a function for. Replaces the authority before it, whose drop runs when no callback
 * of it does; decisions that it still owes are settled as before. [any] On failure drop has run.
 * INVALID, NO_MEMORY. Since 0.3. */
TENON_API tenon_status tenon_server_set_authority(tenon_server *server, const tenon_authority *authority);

/* Settles. identity: who it is (api_key); NULL for the others, where the token says it. [any], once: afterwards GONE. INVALID: not such an
 * identity; nothing is settled. Since 0.3. */
TENON_API tenon_status tenon_decision_allow(tenon_decision *decision, const tenon_identity *identity, tenon_now now);
TENON_API tenon_status tenon_decision_deny(tenon_decision *decision, tenon_now now);
/* Exactly once per decision; one that is not settled is denied. NULL is fine. [any] Since 0.3. */
TENON_API void tenon_decision_release(tenon_decision *decision, tenon_now now);

/* What one token is worth under one policy, without a server, for tools and tests. Since 0.3. */
typedef struct tenon_verdict {
  size_t size;
  int64_t accepted;   /* 1 or 0 */
  const char *reason; /* "accepted", or the first check that it failed; static */
} tenon_verdict;

/* [any] OK, whatever the verdict; INVALID, WEAK_KEY, LIMIT, NO_MEMORY: the policy is none. `claims`, if not NULL, gets the payload when
 * it is accepted. Proofs and authorities are not asked. Since 0.3. */
TENON_API tenon_status tenon_token_check(const tenon_token_policy *policy, tenon_str token, tenon_now now, tenon_verdict *verdict,
                                         tenon_buffer *claims, tenon_error *error);

/* A token to be signed, for tools and tests. Since 0.1. */
typedef struct tenon_token_request {
  size_t size;
  tenon_str secret;             /* HS256 key */
  uint64_t allow_short_secret;
  tenon_str subject;            /* `sub`, and `userId` beside it */
  tenon_str username;           /* `username` [left out] */
  const tenon_str *roles;       /* `roles` [left out] */
  size_t role_count;
  tenon_str issuer;             /* `iss` [left out] */
  tenon_str audience;           /* `aud` [left out] */
  tenon_str scope;              /* `scope`, separated by spaces [left out] */
  uint64_t expires_in_seconds;  /* `exp` = `iat` + this [3600] */
  tenon_str claims_json;        /* an object whose members are added; a name that is set above is refused [none] */
  /* Since 0.3. */
  tenon_str algorithm;          /* [secret: HS256; private_key: by the key, RSA: RS256] */
  tenon_str private_key;        /* in the place of secret: PEM, DER or JWK */
  tenon_str key_id;             /* `kid` [left out] */
  tenon_str type;               /* `typ` [JWT] */
} tenon_token_request;

/* Signs a token. [any] INVALID, WEAK_KEY, LIMIT, NO_ENTROPY, NO_MEMORY. Since 0.1. */
TENON_API tenon_status tenon_token_sign(const tenon_token_request *request, tenon_now now, tenon_buffer *out, tenon_error *error);

/* Makes a key to sign with: `private_jwk` gets it with its private members, `public_jwks` what those who check may know; one of the two
 * may be NULL. algorithm: RS*, PS* (bits: 2048, 3072, 4096 [2048]) or ES*; key_id "": its thumbprint (RFC 7638). The randomness is the
 * operating system's. [any] INVALID, LIMIT, NO_ENTROPY, NO_MEMORY. Since 0.3. */
TENON_API tenon_status tenon_key_generate(tenon_str algorithm, uint64_t bits, tenon_str key_id, tenon_buffer *private_jwk,
                                          tenon_buffer *public_jwks, tenon_error *error);

/* The keys under which what clients carry for us (requestState) is sealed: the first seals, each of them opens. At least 32 bytes
 * each, at most 8; copied. Without this call a server makes a key of its own, which no other server knows. Give the same keys
 * to all servers behind one address, and a new one first to rotate. [any] INVALID, WEAK_KEY, NO_MEMORY. Since 0.2. */
TENON_API tenon_status tenon_server_set_seal_keys(tenon_server *server, const tenon_str *keys, size_t count, tenon_error *error);

/* ---- What is on offer ------------------------------------------------------------------------------------------------ */

/* What a client can do; bits of tenon_call.client_can. */
#define TENON_CAN_ELICIT_FORM 1u
#define TENON_CAN_ELICIT_URL 2u
#define TENON_CAN_SAMPLE 4u
#define TENON_CAN_SAMPLE_TOOLS 8u
#define TENON_CAN_LIST_ROOTS 16u
#define TENON_CAN_TASKS 32u

/* One call, as the handler sees it; all views are valid until the handler returns. Since 0.1. */
typedef struct tenon_call {
  size_t size;
  tenon_str name;           /* of the tool or prompt; a resource's name */
  tenon_str arguments_json; /* an object that fits the schema; "{}" when the client sent none. Prompts: texts by name. Templates:
                             * the variables, percent-decoded, by name. Completion: what is chosen already */
  tenon_str subject;        /* principal: `sub`, or `userId`; "" without authentication */
  tenon_str scopes;         /* of the token, separated by spaces */
  tenon_str claims_json;    /* the token's claims as they were signed; "" without authentication */
  tenon_str authorization;  /* only with options.expose_authorization; else "" */
  tenon_str client_name;    /* as the client says; not to be trusted */
  tenon_str client_version;
  tenon_str revision;       /* "2026-07-28" */
  tenon_now now;
  const tenon_arguments *arguments; /* for the typed readers */
  /* Since 0.2. */
  tenon_str uri;          /* resources: what is to be read, as the client wrote it; completion for a template: the template; else "" */
  tenon_str argument;     /* completion: the argument or variable to be completed; else "" */
  tenon_str value;        /* completion: what is typed so far; else "" */
  tenon_str answers_json; /* {"key":result,...}: what tenon_reply_ask asked for, checked; "" on the first run */
  tenon_str state;        /* as given to tenon_reply_ask; "" on the first run */
  tenon_str meta_json;    /* the request's _meta, in the client's words; "" */
  tenon_str traceparent;  /* W3C Trace Context, of _meta; "" */
  tenon_str tracestate;
  tenon_str baggage;
  tenon_str task_id;      /* when this call is a task's; else "" */
  uint64_t client_can;    /* TENON_CAN_* */
  /* Since 0.3. */
  tenon_str client_id;    /* of the token: which client it was given to; "" */
  tenon_str issuer;       /* of the token; "" */
  tenon_str permissions;  /* of the token, separated by spaces */
} tenon_call;

/* A tool on offer. Since 0.1.
 * A C++ exception that leaves `run` answers the client with an error, but a reply that `run` had not released leaks then.
 * `run` is required; it is called with a reply that must be settled, inside run or later, from any thread, and released. */
typedef struct tenon_tool {
  size_t size;
  tenon_str name;         /* 1 to 128 of A-Z a-z 0-9 _ - . (spec: server/tools, Tool Names) */
  tenon_str title;        /* for people [none] */
  tenon_str description;  /* for the model */
  tenon_str input_schema; /* JSON Schema object, 2020-12 or draft-07 [{"type":"object"}] */
  tenon_str annotations;  /* ToolAnnotations as JSON object [none] */
  void *user;
  void (*drop)(void *user); /* after removal and the last outstanding call */
  void (*run)(void *user, const tenon_call *call, tenon_reply *reply);
  /* Since 0.2. */
  tenon_str output_schema;   /* JSON Schema of structuredContent, which is checked against it [none] */
  tenon_str icons;           /* JSON array of Icon [none] */
  tenon_str meta;            /* `_meta` of the entry, a JSON object [none] */
  tenon_str required_scopes; /* separated by spaces: who lacks one neither sees the tool nor calls it [none] */
  uint64_t task_support;     /* TENON_TASK_* [never] */
  /* Since 0.3. */
  const tenon_str *required_roles; /* one of them must be the caller's [none] */
  size_t required_role_count;
  tenon_str required_permissions;  /* separated by spaces; all of them [none] */
} tenon_tool;

/* Whether a call of a tool becomes a task (the extension io.modelcontextprotocol/tasks, and the tasks of 2025-11-25). */
#define TENON_TASK_NEVER 0
#define TENON_TASK_OPTIONAL 1   /* whenever the client can; else the call waits for its answer */
#define TENON_TASK_REQUIRED 2   /* always; a client that cannot is refused */
#define TENON_TASK_BY_HANDLER 3 /* when the handler says so, by tenon_reply_begin_task, and the client can */

/* Offers a tool. [any] On failure tool->drop has run. INVALID, DUPLICATE, BAD_SCHEMA, LIMIT, NO_MEMORY. Since 0.1. */
TENON_API tenon_status tenon_server_add_tool(tenon_server *server, const tenon_tool *tool, tenon_error *error);

/* Takes a tool back. Calls that run go on; its drop runs after the last of them. [any] NOT_FOUND. Since 0.1. */
TENON_API tenon_status tenon_server_remove_tool(tenon_server *server, tenon_str name);

/* Offers a tool in the place of the one that has its name, or at the end of the list if none has. Calls of the old one go on.
 * [any] As tenon_server_add_tool, without DUPLICATE. Since 0.2. */
TENON_API tenon_status tenon_server_replace_tool(tenon_server *server, const tenon_tool *tool, tenon_error *error);

/* A schema that tools and schemas added from now on may refer to by its URI ($ref); nothing is ever fetched. Replaces the one of that
 * URI; what it refers to itself must be there already.
 * [any] INVALID, BAD_SCHEMA, LIMIT (256 of them), NO_MEMORY. Since 0.2. */
TENON_API tenon_status tenon_server_add_schema(tenon_server *server, tenon_str uri, tenon_str schema, tenon_error *error);

/* A resource on offer (spec: server/resources). Either its content is given here once and for all, or `read` is called for
 * each resources/read and settles the reply: tenon_reply_text, _bytes, _result, _not_found, _fail. Since 0.2. */
typedef struct tenon_resource {
  size_t size;
  tenon_str uri;             /* RFC 3986, with a scheme; at most 2,048 bytes */
  tenon_str name;
  tenon_str title;           /* for people [none] */
  tenon_str description;     /* for the model [none] */
  tenon_str mime_type;       /* [none] */
  tenon_str annotations;     /* Annotations as JSON object: audience, priority, lastModified [none] */
  tenon_str icons;           /* JSON array of Icon [none] */
  tenon_str meta;            /* `_meta` of the entry, a JSON object [none] */
  tenon_str required_scopes; /* separated by spaces: who lacks one neither sees nor reads it [none] */
  uint64_t content_bytes;    /* told to clients [what text or blob have, else unknown] */
  tenon_str text;            /* the content, UTF-8 */
  tenon_str blob;            /* the content, any bytes; only one of the two */
  uint64_t ttl_ms;           /* how long clients may take the content for fresh [0] */
  uint64_t shared;           /* 1: the content is the same for everybody, whoever asks: proxies may keep it */
  void *user;
  void (*drop)(void *user);  /* after removal and the last outstanding call */
  void (*read)(void *user, const tenon_call *call, tenon_reply *reply); /* required without text and blob */
  /* Since 0.3; as of tenon_tool. */
  const tenon_str *required_roles;
  size_t required_role_count;
  tenon_str required_permissions;
} tenon_resource;

/* Offers a resource. [any] On failure resource->drop has run. INVALID, DUPLICATE, LIMIT, NO_MEMORY. Since 0.2. */
TENON_API tenon_status tenon_server_add_resource(tenon_server *server, const tenon_resource *resource, tenon_error *error);
/* [any] NOT_FOUND. Since 0.2. */
TENON_API tenon_status tenon_server_remove_resource(tenon_server *server, tenon_str uri);
/* The content behind `uri` has changed: whoever watches it is told. `uri` need not be on the list: templates have many. [any] Since 0.2. */
TENON_API tenon_status tenon_server_resource_updated(tenon_server *server, tenon_str uri, tenon_now now);

/* Resources whose URIs follow a template: RFC 6570, levels 1 to 3. resources/read of a URI that no resource has goes to the
 * first template that matches; the variables are the call's arguments. Since 0.2. */
typedef struct tenon_resource_template {
  size_t size;
  tenon_str uri_template;    /* "file:///{path}" */
  tenon_str name;
  tenon_str title;           /* [none] */
  tenon_str description;     /* [none] */
  tenon_str mime_type;       /* of all that match [none] */
  tenon_str annotations;     /* JSON object [none] */
  tenon_str icons;           /* JSON array of Icon [none] */
  tenon_str meta;            /* JSON object [none] */
  tenon_str required_scopes; /* [none] */
  uint64_t ttl_ms;           /* [0] */
  uint64_t shared;           /* as of tenon_resource */
  void *user;
  void (*drop)(void *user);
  void (*read)(void *user, const tenon_call *call, tenon_reply *reply); /* required */
  /* Suggests values for a variable: tenon_reply_result({"values":[...]}) or _text for one. NULL: none are suggested. */
  void (*complete)(void *user, const tenon_call *call, tenon_reply *reply);
  /* Since 0.3; as of tenon_tool. */
  const tenon_str *required_roles;
  size_t required_role_count;
  tenon_str required_permissions;
} tenon_resource_template;

/* [any] On failure drop has run. INVALID (the template too), DUPLICATE, LIMIT, NO_MEMORY. Since 0.2. */
TENON_API tenon_status tenon_server_add_resource_template(tenon_server *server, const tenon_resource_template *resource_template,
                                                          tenon_error *error);
/* [any] NOT_FOUND. Since 0.2. */
TENON_API tenon_status tenon_server_remove_resource_template(tenon_server *server, tenon_str uri_template);

/* A prompt on offer (spec: server/prompts). `get` settles the reply: tenon_reply_text (one message of the user), _result
 * ({"messages":[...]}), _fail. Since 0.2. */
typedef struct tenon_prompt {
  size_t size;
  tenon_str name;
  tenon_str title;           /* [none] */
  tenon_str description;     /* [none] */
  tenon_str arguments;       /* JSON array of PromptArgument: {"name":"code","description":"...","required":true} [none] */
  tenon_str icons;           /* JSON array of Icon [none] */
  tenon_str meta;            /* JSON object [none] */
  tenon_str required_scopes; /* [none] */
  void *user;
  void (*drop)(void *user);
  void (*get)(void *user, const tenon_call *call, tenon_reply *reply); /* required */
  void (*complete)(void *user, const tenon_call *call, tenon_reply *reply); /* as of tenon_resource_template */
  /* Since 0.3; as of tenon_tool. */
  const tenon_str *required_roles;
  size_t required_role_count;
  tenon_str required_permissions;
} tenon_prompt;

/* [any] On failure drop has run. INVALID, DUPLICATE, LIMIT, NO_MEMORY. Since 0.2. */
TENON_API tenon_status tenon_server_add_prompt(tenon_server *server, const tenon_prompt *prompt, tenon_error *error);
/* [any] NOT_FOUND. Since 0.2. */
TENON_API tenon_status tenon_server_remove_prompt(tenon_server *server, tenon_str name);

/* Typed readers of a call's arguments, inside the handler only. Text with escapes is unescaped; a number argument may be any
 * JSON number. NOT_FOUND: no such member, or of another type. Since 0.1. */
TENON_API tenon_status tenon_call_text(const tenon_call *call, tenon_str name, tenon_str *out);
TENON_API tenon_status tenon_call_number(const tenon_call *call, tenon_str name, double *out);
TENON_API tenon_status tenon_call_integer(const tenon_call *call, tenon_str name, int64_t *out);
TENON_API tenon_status tenon_call_boolean(const tenon_call *call, tenon_str name, int32_t *out);
/* The argument as JSON text, whatever its type, in the client's own words. NOT_FOUND: no such member. Since 0.1. */
TENON_API tenon_status tenon_call_json(const tenon_call *call, tenon_str name, tenon_str *out);

/* ---- Replies --------------------------------------------------------------------------------------------------------- */

/* All reply functions: [any], at any time between `run` being called and release, server and exchange gone or not. Settle
 * once; whatever comes after the first settling says GONE. The client having gone is not an error: the words are taken.
 * BROKEN: memory ran out while the answer was delivered; only release remains. */

/* Settles with one text content: of a tool, of a resource, as a prompt's one message of the user, as the one suggestion of a
 * completion. INVALID (not UTF-8, or the tool has an output schema: see tenon_reply_structured), LIMIT (over
 * max_result_bytes: the client is told), GONE. Since 0.1. */
TENON_API tenon_status tenon_reply_text(tenon_reply *reply, tenon_str text, tenon_now now);

/* Settles with a result as JSON. Tools: a CallToolResult, an object with a `content` array; `structuredContent` must fit the
 * output schema if the tool has one, and must be there unless `isError` is true. Resources: {"contents":[...]}, where a missing
 * `uri` is filled in. Prompts: {"messages":[...]}. Completions: {"values":[...],"total":n,"hasMore":b}, at most 100 values.
 * What the revision adds (resultType, ttlMs, cacheScope) is added, what it does not know is left out or put into words;
 * do not put them in. INVALID (not such an object; nothing is settled), LIMIT, GONE. Since 0.1. */
TENON_API tenon_status tenon_reply_result(tenon_reply *reply, tenon_str json, tenon_now now);

/* Settles with a tool error: a result with isError and one text, which the model reads and may act on. Where the call is no
 * tool's: a JSON-RPC error, -32603, with these words. Since 0.1. */
TENON_API tenon_status tenon_reply_tool_error(tenon_reply *reply, tenon_str text, tenon_now now);

/* Settles with a JSON-RPC error; `code` outside the range -32768..-32000, or -32602, -32603. INVALID, GONE. Since 0.1. */
TENON_API tenon_status tenon_reply_fail(tenon_reply *reply, int32_t code, tenon_str message, tenon_now now);

/* The same with `data`, any JSON. Since 0.2. */
TENON_API tenon_status tenon_reply_fault(tenon_reply *reply, int32_t code, tenon_str message, tenon_str data_json, tenon_now now);

/* Settles a tool's call with structured content, any JSON value that fits the output schema; its text is added as a text content,
 * which is all that revisions before 2025-06-18 get. INVALID (no tool, not JSON, does not fit), LIMIT, GONE. Since 0.2. */
TENON_API tenon_status tenon_reply_structured(tenon_reply *reply, tenon_str json, tenon_now now);

/* Settles a resource's reading with bytes; they travel as base64. mime_type "": the resource's own. INVALID (no resource), LIMIT,
 * GONE. Since 0.2. */
TENON_API tenon_status tenon_reply_bytes(tenon_reply *reply, tenon_str mime_type, const void *data, size_t len, tenon_now now);

/* Settles a resource's reading: there is none of that URI (-32602, before 2026-07-28 -32002). INVALID (no resource), GONE. Since 0.2. */
TENON_API tenon_status tenon_reply_not_found(tenon_reply *reply, tenon_now now);

/* Settles with the error for a client that lacks what this call needs (-32021): `can` holds the TENON_CAN_* bits. INVALID, GONE. Since 0.2. */
TENON_API tenon_status tenon_reply_not_capable(tenon_reply *reply, uint64_t can, tenon_now now);

/* A question for the client, or for the person in front of it. Since 0.2. */
typedef struct tenon_question {
  size_t size;
  tenon_str key;       /* by which answers_json names its answer; 1 to 128 bytes, each once in an ask */
  int64_t kind;        /* TENON_ASK_* */
  tenon_str message;   /* ELICIT_FORM, ELICIT_URL: what the person reads */
  tenon_str schema;    /* ELICIT_FORM: requestedSchema as JSON: an object of strings, numbers, booleans and enums (spec: client/elicitation) */
  tenon_str url;       /* ELICIT_URL */
  tenon_str params;    /* SAMPLE: the params of sampling/createMessage as JSON: messages, maxTokens, ... */
} tenon_question;

#define TENON_ASK_FORM 1   /* elicitation/create, mode form: {"action":"accept","content":{...}}, "decline", "cancel" */
#define TENON_ASK_URL 2    /* elicitation/create, mode url (2025-11-25 and later) */
#define TENON_ASK_SAMPLE 3 /* sampling/createMessage: {"role":...,"content":...,"model":...} */
#define TENON_ASK_ROOTS 4  /* roots/list: {"roots":[...]} */

/* Asks, and settles this reply: release it. When all answers are there, the same handler is called again, with the same arguments,
 * the answers and `state`, which the client may carry, sealed, for request_state_ms. How the questions travel is the core's
 * business: in the result (2026-07-28), as requests of ours (before), as a task's input. An answer that does not fit never reaches
 * the handler. No questions, only a state: the client is asked to come again (2026-07-28), or the handler runs again.
 * Tools, prompts and resources may ask, completions not. NOT_CAPABLE: the client cannot be asked one of these, nothing is
 * settled; INVALID (a question is none), LIMIT (max_questions, max_rounds, the state), NO_ENTROPY, GONE. Since 0.2. */
TENON_API tenon_status tenon_reply_ask(tenon_reply *reply, const tenon_question *questions, size_t count, tenon_str state, tenon_now now);

#define TENON_SEVERITY_DEBUG 0
#define TENON_SEVERITY_INFO 1
#define TENON_SEVERITY_NOTICE 2
#define TENON_SEVERITY_WARNING 3
#define TENON_SEVERITY_ERROR 4
#define TENON_SEVERITY_CRITICAL 5
#define TENON_SEVERITY_ALERT 6
#define TENON_SEVERITY_EMERGENCY 7

/* A line for the client's log (notifications/message), if it wants that severity: on 2026-07-28 it says so with the request,
 * before by logging/setLevel [info]. `data` is any JSON; needs TENON_OFFER_LOGGING. OK, also when the client does not want it;
 * DROPPED when an unsent line gave way; INVALID, LIMIT, GONE. Since 0.2. */
TENON_API tenon_status tenon_reply_log(tenon_reply *reply, int32_t severity, tenon_str logger, tenon_str data_json, tenon_now now);

/* How a task is kept. Since 0.2. */
typedef struct tenon_task_terms {
  size_t size;
  uint64_t ttl_ms;          /* [options.task_ttl_ms]; cut at max_task_ttl_ms */
  uint64_t poll_ms;         /* [options.task_poll_ms] */
  tenon_str status_message; /* for people [none] */
} tenon_task_terms;

/* From here on this call of a tool with TENON_TASK_BY_HANDLER is a task: the client gets its id, and the reply is settled as
 * ever, later. `terms` may be NULL. OK, also when it is a task already; NOT_CAPABLE: the client knows no tasks, go on as before;
 * INVALID (not such a tool), LIMIT (too many tasks), NO_ENTROPY, GONE. Since 0.2. */
TENON_API tenon_status tenon_reply_begin_task(tenon_reply *reply, const tenon_task_terms *terms, tenon_now now);

/* What a task is doing now, for whoever looks at it. OK, also when the call is no task. INVALID, GONE. Since 0.2. */
TENON_API tenon_status tenon_reply_task_status(tenon_reply *reply, tenon_str message, tenon_now now);

/* Closes the event stream of this call for now; the client comes back for the rest with Last-Event-ID (2025-11-25, SEP-1699). OK, also
 * where there is no such stream: other revisions and carriers go on as they are. GONE. Since 0.2. */
TENON_API tenon_status tenon_reply_close_stream(tenon_reply *reply, tenon_now now);

/* Tells the client how far the work is, if it asked to be told (progressToken). `total` 0: unknown. Must grow from call to
 * call (spec: basic/patterns/progress). OK, also when the client did not ask; DROPPED when an unsent report gave way; INVALID
 * (not growing, not finite), GONE. Since 0.1. */
TENON_API tenon_status tenon_reply_progress(tenon_reply *reply, double done, double total, tenon_str message, tenon_now now);

/* 1: the client cancelled or is gone for good, or the server ends: nobody waits for this answer. 0 otherwise. Since 0.1. */
TENON_API int32_t tenon_reply_cancelled(const tenon_reply *reply);

/* `cancelled(user)` is called once, from any thread, when nobody waits for this answer any more; at once, if that is so already.
 * It is not called after the reply was settled. drop(user) runs exactly once, when it will not be called any more. A second one
 * takes the place of the first. On failure drop has run. INVALID, GONE. Since 0.2. */
TENON_API tenon_status tenon_reply_when_cancelled(tenon_reply *reply, void *user, void (*cancelled)(void *user), void (*drop)(void *user));

/* Frees the reply; an unsettled one answers the client with an error. NULL is fine. Exactly once per `run`. Since 0.1. */
TENON_API void tenon_reply_release(tenon_reply *reply, tenon_now now);

/* Runs one dispatched handler call. [any] Exactly once per work. Since 0.1. */
TENON_API void tenon_work_run(tenon_work *work, tenon_now now);

/* ---- Where feedback sessions are kept -----------------------------------------------------------------------------------
 *
 * A store is a record of functions, tenon_storage. NULL in its place: the built-in shelf in memory, which ends with the process.
 * The core does all the thinking: it reads a row, computes the next one, and swaps it in if nobody was faster. A store keeps rows
 * and bytes, and looks nothing up but by the columns.
 *
 * Each operation owes one answer: inside the call or later, from any thread. It is given by the tenon_operation that comes with it:
 *
 *     tenon_operation_add_row(operation, &row);  ...               what was found: none, one or many
 *     tenon_operation_done(operation, number, next, now);          it is done: settles
 *     tenon_operation_fail(operation, fault, number, text, now);   or it failed, and nothing happened: settles
 *     tenon_operation_release(operation, now);                     always, exactly once
 *
 * Rules that a store keeps, and the suite of all stores checks:
 *  1 create    inserts only if neither the id nor (principal, key) is there; else it gives the row that is. Atomic. key "": none.
 *  2 swap      replaces a row only if its version is `expected`, and in the same commit appends the audit entry and the outbox
 *              entries. Otherwise it changes nothing and fails with CONFLICT, `number` being the version that is there.
 *  3 durable   what was answered with done survives the end of the process or of the machine, as `durability` says.
 *  4 get       after a swap on the same store sees it. (A replica that is behind costs a conflict, no answer.)
 *  5 answers   are given once, and never while the store holds a lock that it takes in one of its functions: the core calls back.
 *
 * Ids, principals, threads, keys, digests, names and the bytes of blobs are any bytes, zero bytes included: compare them byte by byte.
 * Bodies are JSON on one line. Times are Unix milliseconds, the full int64_t. Versions are at most INT64_MAX. What the records and
 * strings of an operation point to is borrowed until the function that got them returns: copy what is kept. */

/* What is survived by what was reported as done. */
#define TENON_DURABLE_NONE 0
#define TENON_DURABLE_PROCESS 1 /* the end of the process, kill -9 too */
#define TENON_DURABLE_MACHINE 2 /* the end of the power */

/* Why an operation failed. Nothing has happened then; after FAILED and CORRUPT of a write the core does not rely on it, and reads. */
#define TENON_STORE_CONFLICT 1  /* another version is there */
#define TENON_STORE_NOT_FOUND 2 /* no such row or blob; a cursor that is none of this store's */
#define TENON_STORE_FULL 3      /* a bound of the store, or its disk */
#define TENON_STORE_BUSY 4      /* not now; the core may come again */
#define TENON_STORE_CORRUPT 5   /* what is there cannot be read */
#define TENON_STORE_FAILED 6    /* anything else */

/* States of a session, as numbers in rows and as bits (1 << state) in queries. They never change their meaning. */
#define TENON_SESSION_OPEN 0
#define TENON_SESSION_ANSWERED 1
#define TENON_SESSION_DECLINED 2
#define TENON_SESSION_CANCELLED 3
#define TENON_SESSION_EXPIRED 4
#define TENON_SESSION_PURGED 5

/* One session. The columns are there to be looked up; `body` is what counts, a JSON text that only the core reads. Since 0.4. */
typedef struct tenon_stored_row {
  size_t size;
  tenon_str id;         /* not "" */
  uint64_t version;     /* 1, and rising with each swap */
  int64_t state;        /* TENON_SESSION_* */
  uint64_t undelivered; /* 1: the agent has not got all of the outcome yet */
  int64_t created_at;   /* never changes, like id, principal and key */
  int64_t due_at;       /* the core wants to look at it then */
  tenon_str principal;  /* who asked; "" without authentication */
  tenon_str thread;     /* "" if it has none */
  tenon_str key;        /* idempotency key, unique with the principal; "" if it has none */
  tenon_str digest;     /* of the question, 43 letters */
  tenon_str body;
} tenon_stored_row;

/* Kinds of entries. */
#define TENON_ENTRY_AUDIT 1       /* who did what to a session: session, number = version, at, body */
#define TENON_ENTRY_OUTBOX 2      /* what is to be told: session, number = version, part, at = due, name = topic, body */
#define TENON_ENTRY_INTERACTION 3 /* a call of a tool: number, at, session, name = tool, status, user, duration_ms, body */
#define TENON_ENTRY_EVENT 4       /* an event of the system: the same; name = its type, status = its severity */

/* A line of a list that only grows. Members that its kind does not name are zero. Since 0.4. */
typedef struct tenon_stored_entry {
  size_t size;
  int64_t kind;        /* TENON_ENTRY_* */
  tenon_str session;   /* id; interactions and events: "" if they have none */
  uint64_t number;     /* the session's version; of interactions and events: given by the store, rising, never twice */
  uint64_t part;       /* outbox: place among those of the same version, from 0 */
  int64_t at;
  tenon_str name;
  tenon_str status;    /* "success", "error", "timeout"; a severity */
  tenon_str user;
  int64_t duration_ms; /* -1: not measured */
  tenon_str body;
} tenon_stored_entry;

/* What create and swap write: all of it, or nothing. Since 0.4. */
typedef struct tenon_store_commit {
  size_t size;
  const tenon_stored_row *row;
  const tenon_stored_entry *audit;  /* one, of the row's version */
  const tenon_stored_entry *outbox; /* outbox_count of them, of the row's version, by part; walk by outbox->size. NULL if there is none */
  size_t outbox_count;
} tenon_store_commit;

/* Rows that fit all that is set. Ordered by (created_at, id), ids byte by byte, newest first. Since 0.4. */
typedef struct tenon_store_query {
  size_t size;
  const tenon_str *principal; /* NULL: any; "" is a principal of its own */
  const tenon_str *thread;    /* NULL: any */
  const tenon_str *digest;    /* NULL: any */
  uint64_t states;            /* bits 1 << TENON_SESSION_*; 0: any */
  uint64_t undelivered;       /* 1: only rows that are */
  uint64_t oldest_first;      /* 1: the other way round */
  uint64_t most;              /* rows on the page, at least 1 */
  tenon_str cursor;           /* as this store gave it with the page before, which may be long ago; "": from the beginning. People bring
                               * it back: it may hold anything */
} tenon_store_query;

/* Interactions or events that fit all that is set, newest (highest number) first. Since 0.4. */
typedef struct tenon_journal_query {
  size_t size;
  int64_t kind;      /* TENON_ENTRY_INTERACTION or TENON_ENTRY_EVENT */
  tenon_str session; /* "": any */
  tenon_str name;    /* "": any */
  tenon_str status;  /* "": any */
  int64_t from;      /* at >= from */
  int64_t until;     /* at < until */
  uint64_t most;     /* journal_read: entries on the page, at least 1 */
  tenon_str cursor;  /* journal_read: as in tenon_store_query; "": from the newest */
  int64_t by;        /* journal_sum: TENON_SUM_* */
  const tenon_str *user; /* NULL: any; "" is one of its own */
} tenon_journal_query;

#define TENON_SUM_BY_NAME 1
#define TENON_SUM_BY_DAY 2 /* of UTC */
#define TENON_SUM_WHOLE 3  /* all that fits as one; none if nothing does */

/* A number of entries, added up. Since 0.4. */
typedef struct tenon_journal_sum {
  size_t size;
  tenon_str key;        /* the name; the day as "2026-11-21"; "" of the whole. Sums come in the order of their keys */
  uint64_t total;
  uint64_t succeeded;   /* status "success" */
  uint64_t failed;      /* "error" */
  uint64_t timed_out;   /* "timeout" */
  uint64_t sessions;    /* different ones, entries without a session left out */
  uint64_t measured;    /* entries with a duration */
  int64_t duration_ms;  /* the sum of those */
  int64_t first_at;
  int64_t last_at;
} tenon_journal_sum;

/* How many rows there are, by state. Since 0.4. */
typedef struct tenon_store_tally {
  size_t size;
  uint64_t open;
  uint64_t answered;
  uint64_t declined;
  uint64_t cancelled;
  uint64_t expired;
  uint64_t purged;
  uint64_t undelivered; /* whatever their state */
} tenon_store_tally;

/* The store itself. Every function but drop and watch is required. The core calls them from any thread, several at once, and from
 * inside the answer of another operation. None may wait for something that waits for the core. Each takes the operation over, also
 * when it fails. With each function stands what done and fail carry; FULL, BUSY, CORRUPT and FAILED are possible everywhere. Since 0.4. */
typedef struct tenon_storage {
  size_t size;
  void *user;
  void (*drop)(void *user); /* after the last operation is released; nothing else is called then. Perhaps inside that release, on the
                             * store's own thread */
  uint64_t durability;      /* TENON_DURABLE_* */

  /* done: one row, the new one or the one that is there; number 1: made, 0: was there. */
  void (*create)(void *user, const tenon_store_commit *first, tenon_operation *operation);
  /* done: the row. NOT_FOUND. */
  void (*get)(void *user, tenon_str id, tenon_operation *operation);
  /* next->row->id says which; its version is more than `expected`. done: number = that version. CONFLICT: number = the version that is
   * there. NOT_FOUND. */
  void (*swap)(void *user, uint64_t expected, const tenon_store_commit *next, tenon_operation *operation);
  /* The row with its audit, outbox and blobs; its key is free again. done: number = expected. CONFLICT as with swap; NOT_FOUND. */
  void (*remove)(void *user, tenon_str id, uint64_t expected, tenon_operation *operation);

  /* done: rows in order; next = a cursor behind the last, "" when that was all. A page may be shorter than asked for, or empty, without
   * being the last. Rows that stay are seen once each, whatever comes and goes meanwhile. NOT_FOUND: the cursor. */
  void (*list)(void *user, const tenon_store_query *query, tenon_operation *operation);
  /* Rows of one principal, or all (NULL). done: a tally. */
  void (*count)(void *user, const tenon_str *principal, tenon_operation *operation);
  /* Rows with due_at <= now_ms, in the order of due_at, `most` of them at most; of each the core reads the id alone. done: rows;
   * number = due_at of the first row that is not among them, INT64_MAX: there is none. */
  void (*due)(void *user, int64_t now_ms, uint64_t most, tenon_operation *operation);

  /* Lends entries of the outbox: of each session the first that is not told yet, if it is due by now_ms and not lent, so that the
   * entries of a session are told in the order of (number, part). done: entries; next = the lease's name, number = when there may be
   * more (INT64_MAX: nothing waits). A lease ends by outbox_settle, or after ttl_ms, when its entries may be lent anew. */
  void (*outbox_lease)(void *user, int64_t now_ms, int64_t ttl_ms, uint64_t most, tenon_operation *operation);
  /* `told`: entries of this lease (session, number, part) that are done and go; the others of the lease wait until retry_at. done:
   * number = how many of `told` were this lease's still. A lease that is over is no fault: number 0. */
  void (*outbox_settle)(void *user, tenon_str lease, const tenon_stored_entry *told, size_t told_count, int64_t retry_at,
                        tenon_operation *operation);

  /* Bytes of a session, up to many MiB, by a name of their own; putting one again replaces it. NOT_FOUND: no such session. */
  void (*blob_put)(void *user, tenon_str session, tenon_str name, tenon_str bytes, tenon_operation *operation);
  /* done: a blob. NOT_FOUND. */
  void (*blob_get)(void *user, tenon_str session, tenon_str name, tenon_operation *operation);
  /* All of a session. done: number = how many, 0 without such a session. */
  void (*blob_drop)(void *user, tenon_str session, tenon_operation *operation);

  /* done: the session's audit entries of versions from `from` on, in order, `most` at most. NOT_FOUND: no such session. */
  void (*audit)(void *user, tenon_str id, uint64_t from, uint64_t most, tenon_operation *operation);

  /* Appends an interaction or event. done: number = the entry's. A store may forget the oldest. */
  void (*journal_write)(void *user, const tenon_stored_entry *entry, tenon_operation *operation);
  /* done: entries; next = cursor or ""; number = how many fit, on all pages together. NOT_FOUND: the cursor. */
  void (*journal_read)(void *user, const tenon_journal_query *query, tenon_operation *operation);
  /* done: sums. */
  void (*journal_sum)(void *user, const tenon_journal_query *query, tenon_operation *operation);
  /* Forgets entries of that kind with at < before. done: number = how many. */
  void (*journal_trim)(void *user, int64_t kind, int64_t before, tenon_operation *operation);

  /* From now on tell by tenon_storage_changed which rows were written, by this process and, if the store can hear of it, by others. A
   * hint: it may come late, twice or not at all. Called once at most; the watch is good until drop returns. NULL: the core looks again
   * from time to time. */
  void (*watch)(void *user, tenon_watch *watch);
} tenon_storage;

/* What a store has found, copied before the call returns. By one thread at a time, between the operation's call and settling. INVALID:
 * NULL, a record that is none, not what this operation gives; GONE: it is settled; LIMIT: more than was asked for; NO_MEMORY: release or
 * fail the operation. Since 0.4. */
TENON_API tenon_status tenon_operation_add_row(tenon_operation *operation, const tenon_stored_row *row);
TENON_API tenon_status tenon_operation_add_entry(tenon_operation *operation, const tenon_stored_entry *entry);
TENON_API tenon_status tenon_operation_add_sum(tenon_operation *operation, const tenon_journal_sum *sum);
TENON_API tenon_status tenon_operation_add_tally(tenon_operation *operation, const tenon_store_tally *tally);
TENON_API tenon_status tenon_operation_add_blob(tenon_operation *operation, const void *bytes, size_t len);

/* Settles: it is done, and durable. What `number` and `next` mean, the operation says; 0 and "" where it does not. The core goes on with
 * what waited for it before this returns, and may call the store again. [any], once: afterwards GONE. INVALID: what the operation has to
 * give is missing; nothing is settled. Since 0.4. */
TENON_API tenon_status tenon_operation_done(tenon_operation *operation, int64_t number, tenon_str next, tenon_now now);

/* Settles: it failed, and what was added is forgotten. fault: TENON_STORE_*; number: with CONFLICT the version that is there. `text` is
 * for the host's log. [any], once: afterwards GONE. INVALID: no such fault. Since 0.4. */
TENON_API tenon_status tenon_operation_fail(tenon_operation *operation, int64_t fault, int64_t number, tenon_str text, tenon_now now);

/* Exactly once per operation; one that is not settled has failed with FAILED. NULL is fine. [any] Since 0.4. */
TENON_API void tenon_operation_release(tenon_operation *operation, tenon_now now);

/* A row was written, or removed: `version` is its last. [any], with no lock held. NULL is fine. Since 0.4. */
TENON_API void tenon_storage_changed(tenon_watch *watch, tenon_str id, uint64_t version);

/* ---- Questions to people ----------------------------------------------------------------------------------------------
 *
 * A question of an agent to people is a session: open, then answered, declined, cancelled or expired, later purged. It outlives the call
 * that began it. docs/feedback.md tells how agents ask, who may answer, and by which ways an answer is picked up. */

/* MCP tools that ask; bits of tenon_feedback.tools. */
#define TENON_ASK_TOOL 1u    /* interactive_feedback */
#define TENON_RESULT_TOOL 2u /* get_feedback_result */
#define TENON_STATUS_TOOL 4u /* check_feedback_status */
#define TENON_CANCEL_TOOL 8u /* cancel_feedback */
#define TENON_LIST_TOOL 16u  /* list_feedback */

/* What is served beside MCP; bits of tenon_feedback.sites. */
#define TENON_SITE_API 1u       /* /api/feedback */
#define TENON_SITE_PAGES 2u     /* /feedback */
#define TENON_SITE_LIVE 4u      /* /ws/{id}: see tenon_exchange_answer, status 101 */
#define TENON_SITE_ANALYTICS 8u /* /api/analytics */

/* Who may answer; tenon_feedback.responder. docs/responders.md tells each. Whoever has the list (tenon_feedback_inbox_link) may answer what is on it. */
#define TENON_RESPONDER_ID 1u         /* whoever has a question's unguessable id */
#define TENON_RESPONDER_CAPABILITY 2u /* whoever has its link, whose key no server's log ever sees */
#define TENON_RESPONDER_SIGNED 3u     /* whoever has its link, as long as that is good: for mail and chat */
#define TENON_RESPONDER_ONCE 4u       /* the same; the browser that writes first keeps the link to itself */
#define TENON_RESPONDER_HOST 5u       /* whom the host says, by `visited` */

/* Somebody is at the door of a question, or of the list. Since 0.4. */
typedef struct tenon_visitor {
  size_t size;
  tenon_str session_id; /* "": the list, or the analytics */
  int64_t page;         /* 1: a page, whose visitor can be sent elsewhere; 0: the interface */
  tenon_str method;
  tenon_str query;      /* behind the '?', as it came */
  tenon_str cookie;     /* the Cookie line, as it came */
  tenon_str peer;       /* as the host gave it with the request */
  tenon_now now;
} tenon_visitor;

/* How a server asks people. Zero means the default in brackets, TENON_OFF none or no limit. Since 0.4. */
typedef struct tenon_feedback {
  size_t size;
  void *user;
  void (*drop)(void *user); /* when the server is gone, or this record was refused */
  /* A session was written by this server; what others wrote to the same store is not told. [any], with no lock held. NULL: not told */
  void (*changed)(void *user, tenon_str session_id, uint64_t version, int64_t state, tenon_now now);
  const tenon_storage *storage; /* taken over, on failure too [in memory] */
  uint64_t tools;           /* TENON_*_TOOL [all but LIST] */
  uint64_t sites;           /* TENON_SITE_* [all] */
  tenon_str product;        /* what pages call the host [the server's title or name] */
  tenon_str language;       /* of people who do not say: "en", "zh" [en] */
  tenon_str theme;          /* of people who do not say: "auto", "light", "dark" [auto] */
  tenon_str secret;         /* at least 32 bytes, for forms and links; the same on all servers of one store [one of its own] */
  uint64_t seed_limits;     /* 1: texts and times are bound as by the system before: 1000 letters, 10 options of 100, an hour [0] */
  uint64_t no_late_notes;   /* 1: what comes after the end is refused [0: it is kept beside the outcome] */
  /* Bounds; docs/embedding.md tells each. Texts are counted in code points. */
  uint64_t max_form_bytes;          /* body of a request to a site [256 KiB] */
  uint64_t max_message;             /* [8000] */
  uint64_t max_title;               /* [200] */
  uint64_t max_ai_content;          /* [100000] */
  uint64_t max_options;             /* [20] */
  uint64_t max_option;              /* value of one [200] */
  uint64_t max_free_text;           /* [20000] */
  uint64_t timeout_ms;              /* of questions that do not say, 30 s at least [300000] */
  uint64_t max_timeout_ms;          /* [7 days], which is also the most */
  uint64_t grace_ms;                /* an answer still counts so long after the end that people see [10000], 60000 at most */
  uint64_t typing_ms;               /* typing keeps a question open so long [60000] */
  uint64_t claim_ms;                /* who takes a question has it so long [300000] */
  uint64_t retention_ms;            /* from the end until contents are removed [24 h], 90 days at most */
  uint64_t tombstone_ms;            /* from then until nothing is left [30 days] */
  uint64_t rejoin_ms;               /* the same question of the same caller joins its session so long [15 min], 24 h at most; TENON_OFF: never */
  uint64_t max_open_sessions;       /* of one principal [100] */
  uint64_t max_late_notes;          /* of one session [20] */
  uint64_t max_session_watchers;    /* event streams and WebSockets of one session [5], 50 at most */
  uint64_t max_session_agents;      /* calls that wait for one session [16] */
  uint64_t max_waiters;             /* of both kinds, of all sessions [20000] */
  uint64_t hold_ms;                 /* a call without a progress token waits so long [25000] */
  uint64_t hold_with_progress_ms;   /* one with a token [50000] */
  uint64_t max_held;                /* calls that wait for people [10000] */
  uint64_t max_subject_held;        /* of one principal [100] */
  uint64_t max_creates;             /* a minute, of one principal [100] */
  uint64_t max_status_reads;        /* [1000] */
  uint64_t max_result_reads;        /* [1000] */
  uint64_t max_submits;             /* of one address [100] */
  uint64_t max_page_views;          /* of one address [100] */
  uint64_t responder;               /* TENON_RESPONDER_* [ID] */
  uint64_t link_ms;                 /* SIGNED, ONCE: a link is good so long from the question on [until that is removed], 90 days at most */
  uint64_t inbox_link_ms;           /* the list's one-time link is good so long [an hour], 24 h at most */
  uint64_t inbox_ms;                /* and what it gives to a browser so long [thirty days], 400 days at most */
  /* HOST, and only then: owed one decision by tenon_decision_admit, _log_in or _deny, inside the call or later; the request waits for it.
   * For a question's page it is asked twice: whether the list may be named there, too. [any], with no lock held */
  void (*visited)(void *user, const tenon_visitor *visitor, tenon_decision *decision);
  uint64_t max_live_clients;        /* WebSockets of all sessions [1000] */
  uint64_t live_idle_ms;            /* one that says nothing for so long is closed with 4408 [300000] */
  /* What the analytics show beside the sessions: the journal of calls and events; docs/feedback_analytics.md. */
  uint64_t max_recorded_bytes;      /* of a call's arguments, of its result [4096], 65536 at most */
  uint64_t max_recording;           /* entries on their way to the store; more are lost, and counted in the log [1000] */
  uint64_t journal_ms;              /* entries are forgotten so long after [90 days], 3650 days at most; TENON_OFF: the store decides */
  uint64_t no_record;               /* 1: calls and events are not written into the journal [0] */
  uint64_t no_recorded_contents;    /* 1: they are, without arguments, results, errors and titles [0] */
  tenon_str analytics_scope;        /* scope or permission of those who see everybody's rows, and may clean up ["analytics:all"] */
  uint64_t seed_texts;              /* 1: what tools say is laid out as by the system before [0] */
  uint64_t no_ask_in_client;        /* 1: clients are never asked to show a form or to open a link; people answer elsewhere [0] */
  uint64_t max_tried_codes;         /* links to a page with a code that was entered wrongly; beyond them no code is taken [10000] */
} tenon_feedback;

/* From now on this server asks people: adds the tools, serves the sites, and looks after what is in the store. Once, before exchanges are
 * opened. INVALID, DUPLICATE (a second time, or a tool of that name is there), NO_ENTROPY, NO_MEMORY; bad_size and newer_struct as with
 * all records. On failure `drop` and the storage's have run. Since 0.4. */
TENON_API tenon_status tenon_server_offer_feedback(tenon_server *server, const tenon_feedback *feedback, tenon_error *error);

/* What the host asked for about a session. Since 0.4. */
typedef struct tenon_told {
  size_t size;
  int64_t status;  /* as HTTP has them: 200, 202 a late note, 400, 404, 409, 410, 429, 500, 503, 507 */
  tenon_str code;  /* of a refusal: "ALREADY_SUBMITTED" and so on (docs/feedback.md) [""] */
  tenon_str json;  /* what was asked for, or the details of a refusal; an object or "" */
  tenon_now now;   /* the latest moment that the server was told */
} tenon_told;

/* Who hears of it: `told` is called exactly once, inside the call or later, from any thread, with no lock held; then `drop`. */
typedef struct tenon_hearer {
  size_t size;
  void *user;
  void (*told)(void *user, const tenon_told *told); /* borrowed until it returns */
  void (*drop)(void *user);
} tenon_hearer;

/* Who asks, or who answers; the host vouches for it. Since 0.4. */
typedef struct tenon_somebody {
  size_t size;
  tenon_str subject;   /* who asks: the session is that principal's, as tenon_call has its three parts [nobody in particular] */
  tenon_str issuer;
  tenon_str client_id;
  tenon_str id;        /* who answers: kept with the answer [unknown] */
  tenon_str name;      /* the same for people to read */
} tenon_somebody;

/* The host's own doors to sessions, for hosts with a user interface of their own: no HTTP, no limits by the minute. `hearer` is needed;
 * its record is copied. All: [any]; OK: it will be told; INVALID, GONE (the server ended), NOT_FOUND (questions to people are not offered): told is not called, drop has run.
 * Since 0.4.
 *
 * create   `request`: the body of POST /api/feedback/create. json: {"sessionId","feedbackUrl","statusUrl","expiresAt"}
 * read     json: the session as its form shows it, with "asker" and, once it is over, "result"
 * answer   `submission`: the body of POST .../submit. json: {"sessionId","status","outcome","submittedAt",...}
 * decline  `submission`: the body of POST .../decline. json: the same
 * withdraw `reason` may be "". json: {"sessionId","status","outcome",...}
 * list     `query`: as in the URL: "status=pending&limit=50&cursor=..."; of one principal, or of all (`who` NULL). json: {"items":[...],"total",...} */
TENON_API tenon_status tenon_feedback_create(tenon_server *server, const tenon_somebody *who, tenon_str request, const tenon_hearer *hearer, tenon_now now);
TENON_API tenon_status tenon_feedback_read(tenon_server *server, tenon_str session_id, const tenon_hearer *hearer, tenon_now now);
TENON_API tenon_status tenon_feedback_answer(tenon_server *server, tenon_str session_id, const tenon_somebody *who, tenon_str submission,
                                             const tenon_hearer *hearer, tenon_now now);
TENON_API tenon_status tenon_feedback_decline(tenon_server *server, tenon_str session_id, const tenon_somebody *who, tenon_str submission,
                                              const tenon_hearer *hearer, tenon_now now);
TENON_API tenon_status tenon_feedback_withdraw(tenon_server *server, tenon_str session_id, tenon_str reason, const tenon_hearer *hearer, tenon_now now);
TENON_API tenon_status tenon_feedback_list(tenon_server *server, const tenon_somebody *who, tenon_str query, const tenon_hearer *hearer, tenon_now now);

/* The link to the list that works once: for the terminal, or a message to whoever looks after this server. It becomes a cookie, by which
 * the list and the analytics are seen, and what is on it answered. whose: the principal whose questions it shows, by its first three members; NULL: everybody's.
 * base_url: "https://host/prefix"; "": the server's own, as far as it knows it. NOT_FOUND: no feedback is offered, or the host itself lets
 * people in; NO_ENTROPY; LIMIT as tenon_buffer says. [any] Since 0.4. */
TENON_API tenon_status tenon_feedback_inbox_link(tenon_server *server, const tenon_somebody *whose, tenon_str base_url, tenon_now now, tenon_buffer *out);

/* Lets a visitor in. who: whose `id` and `name` are kept with what they answer; at the list, whose questions it shows (its first three
 * members; NULL: everybody's). INVALID: it is no decision of `visited`; nothing is settled. [any], once: afterwards GONE. Since 0.4. */
TENON_API tenon_status tenon_decision_admit(tenon_decision *decision, const tenon_somebody *who, tenon_now now);
/* Sends a visitor to log in, whose page goes to `address` by 303: "/login?next=..." or "https://..."; "": 401 and no more. INVALID: also an
 * address of another kind, or over 2,048 bytes. [any], once. Since 0.4. */
TENON_API tenon_status tenon_decision_log_in(tenon_decision *decision, tenon_str address, tenon_now now);

/* ---- Exchanges ------------------------------------------------------------------------------------------------------- */

#define TENON_HTTP 1     /* one request and its answer */
#define TENON_LINES 2    /* bytes with one message a line, both ways: stdio */
#define TENON_MESSAGES 3 /* one message per feed and per pull: WebSocket and the like */

/* What opens an exchange. Since 0.1. */
typedef struct tenon_head {
  size_t size;
  int64_t carrier;             /* TENON_HTTP, TENON_LINES, TENON_MESSAGES */
  tenon_str method;            /* HTTP: "POST" */
  tenon_str target;            /* HTTP: "/mcp?x=1", as on the request line */
  const tenon_header *headers; /* HTTP */
  size_t header_count;
  tenon_str peer;              /* address for the log [""] */
  tenon_str subject;           /* channels: whom the host vouches for [""]; on HTTP the token says it */
  void *user;
  /* There is something to pull. From any thread, lock-free for the core: signal, do not pull here. Fires once each time
   * answer or pull has said IDLE. NULL: the host polls. */
  void (*wake)(void *user);
  void (*drop)(void *user); /* after close and after the last wake in flight has returned */
  tenon_str scopes;         /* channels: what the host grants whom it vouches for, separated by spaces [none]. Since 0.2. */
  /* HTTP, 1: it came over TLS, and the host knows: it has ended that itself, or trusts whoever did. Links that no public_url says begin with
   * https:// then, cookies are Secure, and a DPoP proof is for https:// alone. No line of the head is asked [0]. Since 0.4. */
  uint64_t secure;
} tenon_head;

/* Opens an exchange. [any] On failure *out is NULL and head->drop has run. A request that the core refuses (401, 403, 404,
 * 413, 429, 503) opens all the same: it has an answer to pull. INVALID, BAD_SIZE, NEWER_STRUCT, NO_KEY, NO_MEMORY, GONE
 * (server destroyed). Since 0.1. */
TENON_API tenon_status tenon_exchange_open(tenon_server *server, const tenon_head *head, tenon_now now, tenon_exchange **out);

/* Takes bytes from the client: all of them or none. [intake] OK; FINISHED: the answer stands already, the rest of the body is
 * not wanted; BUSY: nothing was taken, pull first (channels); REENTRANT, GONE, BROKEN. Since 0.1. */
TENON_API tenon_status tenon_exchange_feed(tenon_exchange *exchange, const void *bytes, size_t len, tenon_now now);

/* The client has said all: the body is complete, or the channel's input is closed. [intake] Calls that are owed still get
 * their answer. OK, REENTRANT, GONE, BROKEN. Since 0.1. */
TENON_API tenon_status tenon_exchange_end(tenon_exchange *exchange, tenon_now now);

/* HTTP status line and headers; views valid until close. Since 0.1. */
typedef struct tenon_answer {
  size_t size;
  int64_t status;              /* 200, 202, 401, ...; 101: shake hands, and go on as a message channel (see below). Since 0.4. */
  const tenon_header *headers; /* without Content-Length, Connection and Date, which are the host's */
  size_t header_count;
  int64_t body_length;         /* bytes that pull will give; -1: a stream, ends with FINISHED */
  int64_t close_code;          /* channels, after FINISHED: 1000 done, 1001 server ended, 1008 stalled, 1013 no room (RFC 6455 section 7.4.1); HTTP: 0.
                                * The channel of a question besides: 1009 message too large, 1011 store failed, 4401 not allowed, 4404 no such question,
                                * 4408 silent for too long, 4429 too many. Since 0.4. */
} tenon_answer;

/* [output] OK; IDLE: not judged or not ready yet (wake is armed). Channels: OK once pull said FINISHED. Since 0.1.
 * 101 answers a GET of <base_path>/ws/{id} with `Upgrade: websocket` (TENON_SITE_LIVE): take the client's handshake, whose lines are the host's,
 * and from then on feed one message of text per call, pull one at a time, and end or close when the client has gone; pull says FINISHED
 * when it is over, and a second answer has the close code. What is not let in before that is answered as any request. Since 0.4. */
TENON_API tenon_status tenon_exchange_answer(tenon_exchange *exchange, tenon_answer *out);

/* Peeks at the bytes to send next; the view stays the same until sent or close, whatever else happens meanwhile. [output]
 * OK; IDLE (wake is armed); FINISHED: all is said. MESSAGES: one whole message. REENTRANT, BROKEN. Since 0.1. */
TENON_API tenon_status tenon_exchange_pull(tenon_exchange *exchange, tenon_str *out);

/* The first `len` bytes of the pulled view are written. [output] MESSAGES: the whole message. INVALID (more than pulled). Since 0.1. */
TENON_API tenon_status tenon_exchange_sent(tenon_exchange *exchange, size_t len, tenon_now now);

/* Lets go; no other call on this exchange may be under way on another thread, or come after. Before FINISHED it means that the client is gone: on 2026-07-28 that cancels the call; on older revisions the
 * call goes on and its answer waits for the session's stream. Waits for nobody; drop(user) runs as soon as no wake is in
 * flight, perhaps inside this call. [any] NULL is fine. Since 0.1. */
TENON_API void tenon_exchange_close(tenon_exchange *exchange, tenon_now now);

/* ---- The library ----------------------------------------------------------------------------------------------------- */

/* "0.1.0": of the library that is loaded, to compare with TENON_VERSION of this header. [any] Since 0.1. */
TENON_API const char *tenon_version(void);

/* The ABI number, which is the soname; equal to TENON_ABI of this header, or the header is for another library. Since 0.1. */
TENON_API uint32_t tenon_abi(void);

/* "TENON_BUSY" for -5; "TENON_UNKNOWN" for what is no status. Static. [any] Since 0.1. */
TENON_API const char *tenon_status_name(tenon_status status);

#ifdef __cplusplus
}
#endif
#endif
