#include "format/signer.h"

#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "crypto/agent.h"
#include "crypto/key_kind.h"
#include "crypto/secret_memory.h"
#include "crypto/sign_secret.h"

struct ts_signer {
	struct ts_public_key public;
	/* Owned, in secret memory: the key pair, followed by the seed it is derived from. They
	 * share one allocation, because locking and freeing one takes ten system calls. */
	unsigned char *secret;
	char *agent; /* owned: the socket of the agent that signs; NULL when the secret is here */
	unsigned agent_timeout;
	bool (*agent_stop)(void);
	bool is_foreign;
};

static struct ts_signer *signer_new(void)
{
	struct ts_signer *signer = calloc(1, sizeof(*signer));

	if (signer != NULL)
		signer->secret = ts_secret_memory_new(TS_KEY_PAIR_BYTES + TS_SEED_BYTES);
	if (signer == NULL || signer->secret == NULL) {
		free(signer);
		return NULL;
	}
	return signer;
}

void ts_signer_free(struct ts_signer *signer)
{
	if (signer == NULL)
		return;
	ts_secret_memory_free(signer->secret);
	free(signer->agent);
	free(signer);
}

const struct ts_public_key *ts_signer_public(const struct ts_signer *signer)
{
	return &signer->public;
}

bool ts_signer_is_foreign(const struct ts_signer *signer)
{
	return signer->is_foreign;
}

static int check_made(const struct ts_signer *signer, const void *message, size_t len,
    const unsigned char *signature, struct ts_err *err)
{
	if (ts_sign_verify(&signer->public, message, len, signature))
		return 0;
	return ts_err_set(err, "io", "the new signature does not verify");
}

int ts_signer_sign(const struct ts_signer *signer, const void *message, size_t len,
    unsigned char signature[static TS_SIGNATURE_BYTES], struct ts_err *err)
{
	if (signer->agent == NULL)
		return ts_sign_create(signer->secret, message, len, signature) == 0
			   ? 0
			   : ts_err_set(err, "io", "signing failed");
	if (ts_agent_sign(
		&(struct ts_agent){signer->agent, signer->agent_timeout, signer->agent_stop},
		&signer->public, message, len, signature, err) != 0)
		return -1;
	return check_made(signer, message, len, signature, err);
}

static unsigned char *seed_of(struct ts_signer *signer)
{
	return signer->secret + TS_KEY_PAIR_BYTES;
}

/* Derive the key pair from the seed, and wipe the seed. */
static int make_pair(struct ts_signer *signer, struct ts_err *err)
{
	unsigned char point[TS_KEY_BYTES];
	int ret;

	if (ts_seed_key_pair(seed_of(signer), signer->secret, point) != 0)
		ret = ts_err_set(err, "io", "cannot derive a key from the seed");
	else
		ret = ts_public_key_of_own(point, &signer->public, err);
	ts_secret_wipe(seed_of(signer), TS_SEED_BYTES);
	return ret;
}

int ts_signer_generate(struct ts_signer **result, struct ts_err *err)
{
	struct ts_signer *signer = signer_new();

	if (signer == NULL)
		return ts_err_nomem(err);
	ts_seed_generate(seed_of(signer));
	if (make_pair(signer, err) != 0) {
		ts_signer_free(signer);
		return -1;
	}
	*result = signer;
	return 0;
}

static int read_seed(const struct ts_secret *text, const char *path,
    const struct ts_passphrase *passphrase, struct ts_secret_key *key, struct ts_err *err)
{
	char kind[TS_KEY_KIND_MAX];
	const char *fix;
	bool public;

	if (ts_secret_is_openssh(text))
		return ts_secret_openssh(text, path, key, err);
	if (ts_secret_is_pkcs8(text))
		return ts_secret_pkcs8(text, path, passphrase, key, err);
	if (ts_secret_is_minisign(text))
		return ts_secret_minisign(text, path, passphrase, key, err);
	if (ts_key_kind((const char *)text->data, text->len, kind, &fix, &public)) {
		ts_err_set(err, "io", "%s is %s", path, kind);
		return ts_err_fix(err, "%s", fix);
	}
	if (text->len == 0)
		ts_err_set(err, "io", "%s is not a secret key: it is empty", path);
	else
		ts_err_set(err, "io", "%s is not a secret key in a form that tarseal reads", path);
	ts_err_expected(err, "a private key of type Ed25519 (PKCS#8 PEM, OpenSSH or minisign), or "
			     "the public key of one in the ssh-agent");
	return ts_err_fix(err, "make one with: tarseal keygen -o NAME");
}

/* Make *RESULT from the key file at PATH, whose secret and public halves must match. */
static int load_secret(const struct ts_secret *text, const char *path,
    const struct ts_passphrase *passphrase, struct ts_signer **result, struct ts_err *err)
{
	struct ts_signer *signer = signer_new();
	struct ts_secret_key key = {0};
	int ret;

	if (signer == NULL)
		return ts_err_nomem(err);
	key.seed = seed_of(signer);
	ret = read_seed(text, path, passphrase, &key, err);
	if (ret == 0)
		ret = make_pair(signer, err);
	if (ret == 0 && key.has_point && memcmp(key.point, signer->public.bytes, TS_KEY_BYTES) != 0)
		ret = ts_err_set(err, "io",
		    "in %s, the secret and the public half belong to different keys", path);
	if (ret != 0) {
		ts_signer_free(signer);
		return -1;
	}
	*result = signer;
	return 0;
}

/* Make a signer for the key with the fingerprint ID, which the agent must hold. */
static int from_agent(
    const char *id, const struct ts_agent *agent, struct ts_signer **result, struct ts_err *err)
{
	struct ts_signer *signer = calloc(1, sizeof(*signer));

	if (signer == NULL)
		return ts_err_nomem(err);
	if (ts_agent_find(agent, id, &signer->public, err) != 0) {
		free(signer);
		return -1;
	}
	signer->agent = strdup(agent->socket);
	signer->agent_timeout = agent->timeout;
	signer->agent_stop = agent->stop;
	if (signer->agent == NULL) {
		free(signer);
		return ts_err_nomem(err);
	}
	*result = signer;
	return 0;
}

/* Make a signer for the public key in TEXT, whose secret half the agent must hold. */
static int load_public(const struct ts_secret *text, const char *path, const struct ts_agent *agent,
    struct ts_signer **signer, struct ts_err *err)
{
	struct ts_public_key key;

	struct ts_err why;

	if (ts_public_key_parse((const char *)text->data, text->len, "io", &key, err) != 0)
		return ts_err_at(err, "%s", path);
	if (from_agent(key.id, agent, signer, &why) == 0)
		return 0;
	ts_err_set(err, why.check, "%s is a public key, and %s", path, why.message);
	return ts_err_fix(err, "give its secret key instead, or: %s", why.fix);
}

int ts_signer_load(const char *path, const struct ts_passphrase *passphrase,
    const struct ts_agent *agent, struct ts_signer **signer, struct ts_err *err)
{
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
	char quoted[TS_NAME_SHELL_MAX];
	enum ts_secret_access access;
	struct ts_secret text;
	void *memory;
	int ret = -1;

	*signer = NULL;
	if (ts_key_id_valid(path))
		return from_agent(path, agent, signer, err);
	if (ts_secret_read(path, &text, &memory, &access, err) != 0)
		goto done;
	if (ts_public_key_is_line((const char *)text.data, text.len)) {
		ret = load_public(&text, name, agent, signer, err);
	} else if (access == TS_SECRET_SHARED) {
		ts_err_set(err, "io", "others can read or write the secret key %s", name);
		ts_err_fix(err,
		    "run chmod 600 %s, and consider who may have read it; if it cannot be changed, "
		    "copy it (install -m 600 %s NEW), or use an ssh-agent",
		    ts_name_shell(name, quoted), quoted);
	} else {
		ret = load_secret(&text, name, passphrase, signer, err);
	}
	if (ret == 0)
		(*signer)->is_foreign = access == TS_SECRET_FOREIGN;
done:
	ts_secret_memory_free(memory);
	return ret;
}

int ts_signer_envelope(const struct ts_signer *signer, struct ts_dsse *envelope, struct ts_buf *out,
    struct ts_err *err)
{
	struct ts_dsse_signature *signature = ts_dsse_add(envelope);
	struct ts_buf pae = TS_BUF_INIT;
	int ret = -1;

	ts_dsse_pae(envelope, &pae);
	if (!ts_buf_ok(&pae) || signature == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	memcpy(signature->keyid, signer->public.id, TS_KEY_ID);
	if (ts_signer_sign(signer, pae.data, pae.len, signature->bytes, err) != 0 ||
	    check_made(signer, pae.data, pae.len, signature->bytes, err) != 0)
		goto done;
	ts_dsse_sort(envelope);
	ts_dsse_write(envelope, out);
	ret = ts_buf_ok(out) ? 0 : ts_err_nomem(err);
done:
	ts_buf_free(&pae);
	return ret;
}

int ts_signer_write_pem(
    const struct ts_signer *signer, const char *passphrase, struct ts_buf *out, struct ts_err *err)
{
	return ts_secret_write_pkcs8(signer->secret, passphrase, out, err);
}
