// memory_shelf_extras.cpp - what is kept beside the sessions: their blobs, and the journal.
#include "feedback/memory_shelf.hpp"

namespace tenon::feedback {

void MemoryShelf::put_blob(std::string session, std::string name, std::string bytes, Done<bool> done) {
  Result<bool> result;
  {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(session);
    if (found == by_id_.end()) {
      result.fault = Fault::not_found;
    } else {
      auto &blobs = found->second.blobs;
      const auto before = blobs.find(name);
      const uint64_t had = before == blobs.end() ? 0 : before->second.size();
      if (blob_bytes_ - had + bytes.size() > bounds_.blob_bytes) {
        result.fault = Fault::full;
      } else {
        blob_bytes_ = blob_bytes_ - had + bytes.size();
        blobs[std::move(name)] = std::move(bytes);
        result.value = true;
      }
    }
  }
  done(std::move(result));
}

void MemoryShelf::get_blob(std::string session, std::string name, Done<std::string> done) {
  Result<std::string> result;
  {
    const std::lock_guard lock(mutex_);
    result.fault = Fault::not_found;
    if (const auto found = by_id_.find(session); found != by_id_.end())
      if (const auto blob = found->second.blobs.find(name); blob != found->second.blobs.end()) result = {Fault::none, blob->second, {}};
  }
  done(std::move(result));
}

void MemoryShelf::drop_blobs(std::string session, Done<uint64_t> done) {
  Result<uint64_t> result;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_id_.find(session); found != by_id_.end()) {
      for (const auto &[name, bytes] : found->second.blobs) blob_bytes_ -= bytes.size();
      result.value = found->second.blobs.size();
      found->second.blobs.clear();
    }
  }
  done(std::move(result));
}

void MemoryShelf::write_journal(JournalEntry entry, Done<uint64_t> done) {
  Result<uint64_t> result;
  {
    const std::lock_guard lock(mutex_);
    result.value = journal_.write(std::move(entry));
  }
  done(std::move(result));
}

void MemoryShelf::read_journal(JournalQuery query, Done<JournalPage> done) {
  Result<JournalPage> result;
  {
    const std::lock_guard lock(mutex_);
    if (!journal_.read(query, result.value)) result.fault = Fault::not_found;
  }
  done(std::move(result));
}

void MemoryShelf::sum_journal(JournalQuery query, JournalBy by, Done<std::vector<JournalSum>> done) {
  Result<std::vector<JournalSum>> result;
  {
    const std::lock_guard lock(mutex_);
    result.value = journal_.sum(query, by);
  }
  done(std::move(result));
}

void MemoryShelf::trim_journal(JournalKind kind, int64_t before, Done<uint64_t> done) {
  Result<uint64_t> result;
  {
    const std::lock_guard lock(mutex_);
    result.value = journal_.trim(kind, before);
  }
  done(std::move(result));
}

} // namespace tenon::feedback
