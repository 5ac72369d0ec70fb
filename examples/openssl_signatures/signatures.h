/* signatures.h - OpenSSL checks the signatures of tokens in the core's place: faster for elliptic curves, and EdDSA besides. */
#ifndef OPENSSL_SIGNATURES_H
#define OPENSSL_SIGNATURES_H

#include <tenon/tenon.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Everything that tenon_token_policy.signatures wants. There is nothing to let go of. */
tenon_signatures openssl_signatures(void);

#ifdef __cplusplus
}
#endif

#endif
