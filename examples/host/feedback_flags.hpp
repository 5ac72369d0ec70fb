// feedback_flags.hpp - how people are asked, as the person who started us asked for.
#pragma once
#include <cstdint>
#include <string>

#include <tenon/tenon.h>

#include "flag_reader.hpp"

namespace host {

struct FeedbackFlags {
  bool on = true;
  std::string store = "sqlite:tenon-feedback.db";
  uint64_t tools = 0; // TENON_*_TOOL; 0: the usual ones
  uint64_t sites = 0; // TENON_SITE_*; 0: all
  std::string product, language, theme;
  bool seed_limits = false;
  bool late_notes = true;
  bool seed_texts = false;
  bool ask_in_client = true;
  bool record = true, record_contents = true;
  uint64_t journal_days = 0;
  std::string analytics_scope;
  uint64_t max_timeout_seconds = 0; // 0: the library's own, as below
  uint64_t retention_hours = 0;
  uint64_t hold_seconds = 0;
  uint64_t max_open = 0;
  uint64_t submits_a_minute = 0;
  uint64_t responder = TENON_RESPONDER_ID;
  uint64_t link_hours = 0;
  bool inbox_link = true;

  bool in_memory() const { return store == "memory"; }
  std::string path() const { return store.substr(store.find(':') + 1); } // of the file
};

FlagTable feedback_flags(FeedbackFlags &flags);

} // namespace host
