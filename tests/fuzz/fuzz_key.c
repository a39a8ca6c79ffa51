/* Key files: public keys in all their formats, and secret ones without a passphrase. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/key.h"
#include "crypto/key_kind.h"
#include "crypto/secret.h"
#include "fuzz.h"

void set_up(void)
{
}

static void public_key(const char *text, size_t len)
{
	struct ts_public_key key, again;
	struct ts_buf line = TS_BUF_INIT;
	struct ts_err err;
	char *id;

	if (ts_public_key_parse(text, len, "trust.valid", &key, &err) != 0) {
		holds_err(&err, "trust.valid");
		return;
	}
	holds(ts_public_key_is_line(text, len), "what is a key looks like one");
	holds(ts_key_id_valid(key.id), "a key's fingerprint is one");
	ts_public_key_line(&key, "a comment", &line);
	holds(ts_buf_ok(&line), "there is memory");
	holds(ts_public_key_parse((char *)line.data, line.len, "trust.valid", &again, &err) == 0,
	    "a key's line parses");
	holds(memcmp(key.bytes, again.bytes, TS_KEY_BYTES) == 0 && strcmp(key.id, again.id) == 0,
	    "it is the same key");
	id = text_copy((const uint8_t *)text, len);
	holds(!ts_key_id_valid(id), "no key is a fingerprint");
	free(id);
	ts_buf_free(&line);
}

/* Nobody answers when a passphrase is asked for: scrypt is slow on purpose. */
static int ask(void *ctx, const char *file, char *buf, size_t size, struct ts_err *err)
{
	(void)ctx;
	(void)file;
	(void)buf;
	(void)size;
	return ts_err_set(err, "io", "nobody is there");
}

static int secret(
    const struct ts_secret *text, struct ts_secret_key *key, bool *known, struct ts_err *err)
{
	static const struct ts_passphrase passphrase = {.ask = ask};

	*known = true;
	if (ts_secret_is_openssh(text))
		return ts_secret_openssh(text, "x", key, err);
	if (ts_secret_is_pkcs8(text))
		return ts_secret_pkcs8(text, "x", &passphrase, key, err);
	if (ts_secret_is_minisign(text))
		return ts_secret_minisign(text, "x", &passphrase, key, err);
	*known = false;
	return -1;
}

/* A copy of what is left of the bytes when they are read as a key file, with as much space after
 * it, which the caller frees. */
static struct ts_secret with_room(const unsigned char *data, size_t len)
{
	const char *start = (const char *)data;
	struct ts_secret text = {.data = malloc(2 * len + 1)};

	holds(text.data != NULL, "there is memory");
	ts_key_trim(&start, &len);
	memcpy(text.data, start, len);
	text.len = len;
	return text;
}

static void secret_key(const unsigned char *data, size_t len)
{
	unsigned char *seed = sodium_malloc(TS_SEED_BYTES), *seed_again;
	struct ts_secret text = with_room(data, len), again;
	struct ts_secret_key key = {.seed = seed}, key_again;
	struct ts_buf pem = TS_BUF_INIT;
	struct ts_err err;
	bool known;

	holds(seed != NULL, "there is memory");
	if (secret(&text, &key, &known, &err) == 0) {
		holds(ts_secret_write_pkcs8(key.seed, NULL, &pem, &err) == 0, "a seed is written");
		seed_again = sodium_malloc(TS_SEED_BYTES);
		holds(seed_again != NULL, "there is memory");
		key_again = (struct ts_secret_key){.seed = seed_again};
		again = with_room(pem.data, pem.len);
		holds(secret(&again, &key_again, &known, &err) == 0, "and read again");
		holds(memcmp(seed, seed_again, TS_SEED_BYTES) == 0, "as the same seed");
		sodium_free(seed_again);
		free(again.data);
	} else if (known) {
		holds_err(&err, "io");
	}
	ts_buf_free(&pem);
	free(text.data);
	sodium_free(seed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy = exact_copy(data, size);

	public_key((const char *)copy, size);
	if (size <= TS_KEY_FILE_MAX)
		secret_key(copy, size);
	free(copy);
	return 0;
}
