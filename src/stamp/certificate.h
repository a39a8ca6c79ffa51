/*
 * The certificates that come with a token. Only their form is judged here, before OpenSSL sees
 * them: whose keys they hold is for crypto/timestamp.h.
 */
#ifndef TS_STAMP_CERTIFICATE_H
#define TS_STAMP_CERTIFICATE_H

#include "format/der.h"

#define TS_CERTIFICATES 16 /* the most of one token */

/* Why SET, CertificateSet (RFC 5652, section 10.2.3), does not count; or NULL. Each must be X.509,
 * and its key of RSA, of a curve in common use that it names, or of Ed25519 or Ed448: with
 * parameters of a curve's own, OpenSSL can be made to calculate for minutes. */
const char *ts_certificates_fault(const struct ts_der_item *set);

#endif
