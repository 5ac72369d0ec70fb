// key_set.cpp - sources one after the other; then the rules for all keys together; then finding.
#include "access/key_set.hpp"

#include "crypto/mac.hpp"
#include "ground/words.hpp"

#include <new>
#include <utility>

namespace tenon::access {
namespace {

// Reads sources into `keys`; what refuses says which source it was.
class Intake final {
public:
  Intake(const KeySetOptions &options, std::vector<Key> &keys, std::vector<std::string> *notes)
      : options_(options), keys_(keys), notes_(notes) {}
  ~Intake() { reader_.wipe(); } // there may be secrets in the JSON
  Intake(const Intake &) = delete;
  Intake &operator=(const Intake &) = delete;

  std::optional<Refusal> take(const KeySource &source, size_t index) {
    secrets_ = !source.public_only;
    place_ = options_.sources.size() == 1 ? std::string() : words("key source {}", index + 1);
    switch (source.form) {
    case KeySource::Form::secret: return take_secret(source);
    case KeySource::Form::pem: return take_pem(source);
    case KeySource::Form::jwk: return take_jwk_text(source);
    case KeySource::Form::jwks: return take_jwks(source);
    }
    return at_place(Status::invalid, "it is of no form that there is");
  }

private:
  Refusal at_place(Status status, std::string_view why) const {
    return {status, place_.empty() ? std::string(why) : words("{}: {}", place_, why)};
  }

  std::optional<Refusal> add(Outcome<Key> key) {
    if (!key) return at_place(key.refusal().status, key.refusal().text);
    if (!welcome(*key)) return at_place(Status::invalid, words("it is for {}, which is none of the algorithms", name(key->algorithm())));
    if (keys_.size() == most_keys) return at_place(Status::limit, words("more than {} keys", most_keys));
    for (const Key &other : keys_) {
      if (!key->kid().empty() && other.kid() == key->kid())
        return at_place(Status::duplicate, words("the kid {} is there twice", key->kid()));
      if (key->any_kid() && other.any_kid() && other.algorithm() == key->algorithm())
        return at_place(Status::duplicate, words("there are two {} keys without a kid, which no token could tell apart",
                                                 name(key->algorithm())));
    }
    keys_.push_back(std::move(*key));
    return std::nullopt;
  }

  bool welcome(const Key &key) const { return options_.only.empty() || options_.only.has(key.algorithm()); }

  std::optional<Refusal> take_secret(const KeySource &source) {
    return add(Key::secret(source.text, source.algorithm.value_or(options_.oct_default), source.kid, options_.keys));
  }

  std::optional<Refusal> take_pem(const KeySource &source) {
    Outcome<crypto::PublicKey> half = crypto::PublicKey::parse(source.text);
    if (!half) return at_place(half.refusal().status, half.refusal().text);
    const Algorithm natural = half->is_rsa() ? options_.rsa_default : crypto::algorithm_of(half->curve());
    return add(Key::public_key(std::move(*half), source.algorithm.value_or(natural), source.kid, options_.keys));
  }

  std::optional<Refusal> parse(std::string_view text) {
    if (text.size() > most_jwks_bytes)
      return at_place(Status::limit, words("{} bytes of JSON; at most {}", text.size(), most_jwks_bytes));
    reader_.wipe();
    const json::Trouble trouble = reader_.parse_copy(text, jwks_nesting);
    if (trouble == json::Trouble::memory) throw std::bad_alloc();
    if (trouble != json::Trouble::none) return at_place(Status::invalid, json::word(trouble));
    return std::nullopt;
  }

  JwkRules rules(std::optional<Algorithm> algorithm) const {
    return {algorithm, options_.rsa_default, options_.oct_default, secrets_, options_.keys};
  }

  std::optional<Refusal> take_jwk_text(const KeySource &source) {
    if (std::optional<Refusal> refusal = parse(source.text)) return refusal;
    Outcome<Key> key = take_jwk(reader_.root(), rules(source.algorithm));
    if (key && !source.kid.empty() && !key->rename(source.kid))
      return at_place(Status::invalid, "the kid is too long or has a control character");
    return add(std::move(key));
  }

  std::optional<Refusal> take_jwks(const KeySource &source) {
    if (source.algorithm || !source.kid.empty())
      return at_place(Status::invalid, "the keys of a JWKS have algorithms and kids of their own");
    if (std::optional<Refusal> refusal = parse(source.text)) return refusal;
    const json::Value list = reader_.root().find("keys");
    if (!list && reader_.root().find("kty")) return take_one_of_many(reader_.root());
    if (!list.is_array()) return at_place(Status::invalid, "no JSON object with an array of keys");
    if (list.count() > most_keys) return at_place(Status::limit, words("more than {} keys", most_keys));
    const std::string source_place = place_;
    const size_t before = keys_.size();
    size_t index = 0;
    for (json::Value jwk = list.first(); jwk.at() != list.end(); jwk = jwk.next()) {
      place_ = words("{}key {}", source_place.empty() ? source_place : source_place + ", ", index++);
      if (std::optional<Refusal> refusal = take_one_of_many(jwk)) return refusal;
    }
    place_ = source_place;
    return mixed(before) ? std::optional<Refusal>(at_place(Status::invalid, "secrets and public keys in one JWKS")) : std::nullopt;
  }

  std::optional<Refusal> take_one_of_many(json::Value jwk) {
    ReadJwk read = read_jwk(jwk, rules(std::nullopt));
    if (read.fate == JwkFate::refused) return at_place(read.status, read.why);
    if (read.fate == JwkFate::unusable) {
      if (notes_) notes_->push_back(words("{} is passed over: {}", place_, read.why));
      return std::nullopt;
    }
    if (!welcome(*read.key)) {
      if (notes_) notes_->push_back(words("{} is passed over: it is for {}", place_, name(read.key->algorithm())));
      return std::nullopt;
    }
    read.key->demand_kid();
    return add(*std::move(read.key));
  }

  bool mixed(size_t from) const {
    for (size_t i = from + 1; i < keys_.size(); ++i)
      if (crypto::asymmetric(keys_[i].algorithm()) != crypto::asymmetric(keys_[from].algorithm())) return true;
    return false;
  }

  const KeySetOptions &options_;
  std::vector<Key> &keys_;
  std::vector<std::string> *notes_;
  json::Reader reader_;
  bool secrets_ = true; // whether this source may hold some
  std::string place_;
};

// The one among several, or none.
class Only final {
public:
  void see(const Key &key) {
    found_ = count_++ == 0 ? &key : nullptr;
  }
  bool any() const { return count_ != 0; }
  const Key *key() const { return found_; }

private:
  const Key *found_ = nullptr;
  size_t count_ = 0;
};

} // namespace

Outcome<std::shared_ptr<const KeySet>> KeySet::make(const KeySetOptions &options, std::vector<std::string> *notes) {
  const std::shared_ptr<KeySet> set(new KeySet());
  Intake intake(options, set->keys_, notes);
  for (size_t i = 0; i < options.sources.size(); ++i)
    if (std::optional<Refusal> refusal = intake.take(options.sources[i], i)) return *std::move(refusal);
  if (set->keys_.empty()) return Refusal{Status::no_key, "there is no key that could check a token"};
  for (const Key &key : set->keys_) set->algorithms_.add(key.algorithm());
  return std::shared_ptr<const KeySet>(set);
}

const Key *KeySet::find(std::optional<std::string_view> kid, Algorithm algorithm) const {
  Only nameless, named;
  for (const Key &key : keys_) {
    if (key.algorithm() != algorithm) continue;
    if (key.kid().empty()) {
      if (!kid || key.any_kid()) nameless.see(key);
    } else if (!kid) {
      named.see(key);
    } else if (key.kid() == *kid) {
      return &key;
    }
  }
  return nameless.any() ? nameless.key() : named.key();
}

bool KeySet::knows(std::string_view kid) const {
  for (const Key &key : keys_)
    if (!kid.empty() && key.kid() == kid) return true;
  return false;
}

bool KeySet::short_secret() const {
  for (const Key &key : keys_)
    if (key.short_secret()) return true;
  return false;
}

} // namespace tenon::access
