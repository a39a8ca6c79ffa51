/*
 * The certificates that come with a token. Only their form is judged here, before OpenSSL sees
 * them: whose keys they hold is for crypto/timestamp.h.
 */
#ifndef TS_STAMP_CERTIFICATE_H
#define TS_STAMP_CERTIFICATE_H

#include "format/der.h"

#define TS_CERTIFICATES 16 /* the most of one token */

/* Why SET, CertificateSet (RFC 5652, section 10.2.3), does not count; or NULL. Each must be X.509,
 * and its key of RSA, of a curve in common use that it names, or of Ed25519 or Ed448, written
 * in the one way that is usual: with parameters of a curve's own, OpenSSL can be made to calculate
 * for minutes, and for seconds with distribution points whose names continue that of the issuer. */
const char *ts_certificates_fault(const struct ts_der_item *set);

/* Find the public key of the X.509 CERTIFICATE: *KEY is the BIT STRING. Returns false when it has
 * not the form of one. */
bool ts_certificate_key(const struct ts_der_item *certificate, struct ts_der_item *key);

#endif
