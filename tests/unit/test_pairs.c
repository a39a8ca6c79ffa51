/* Names and their values: every carrier, what must stay silent, tables of any length, and text that
 * is made to be hard to read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pairs/name.h"
#include "searching.h"
#include "suites.h"

#define COUNT(list) (int)(sizeof(list) / sizeof(list[0]))
#define EDGE        ((size_t)512 << 10) /* of the scanner's buffer */

/* A value under a name, and the line that it is in. */
static const struct {
	const char *text;
	unsigned line;
} carriers[] = {
    {"{\"password\": \"Kd(7h,R;m2{x\"}", 1},
    {"{'password': 'Kd7hRm2x!q'}", 1},
    {"{\"password\" :\n\n  \"Kd7hRm2x!q\"}", 3},
    {"{\"password\": 4711829375}", 1},
    {"{\"password\": {\"value\": \"Kd7hRm2x!q\"}}", 1},
    {"{\"password\": {\"type\": \"x\", \"data\": [1, {\"a\": 2}], \"value\": \"Kd7hRm2x!q\"}}", 1},
    {"{\"passwords\": 1, \"old_password\": [\"x\", \"Kd7hRm2x!q\"]}", 1},
    {"{\"name\": \"DB_PASSWORD\", \"value\": \"Kd7hRm2x!q\"}", 1},
    {"{\"value\": \"Kd7hRm2x!q\", \"sensitive\": true, \"name\": \"DB_PASSWORD\"}", 1},
    {"[{\"key\": \"x\", \"value\": \"y\"}, {\n\"key\": \"db.password\",\n\"value\": "
     "\"Kd7hRm2x!q\"}]",
	3},
    {"{\"name\": \"password\", \"meta\": {\"n\": [1, 2]}, \"value\": \"Kd7hRm2x!q\"}", 1},
    {"{\"parameters\": {\"x\": 1}, \"name\": \"acme:app.password\", \"content\": \"Kd7hRm2x!q\"",
	1},
    {"password: Kd7hRm2x!q\n", 1},
    {"  password: 'Kd7hRm2x!q' # rotated\n", 1},
    {"password: |\n  Kd7hRm2x!q\nuser: x\n", 2},
    {"a:\n  password: >-\n    Kd7hRm2x!q\n  b: 1\n", 3},
    {"password: &anchor Kd7hRm2x!q\n", 1},
    {"password: !vaulted 'Kd7hRm2x!q'\n", 1},
    {"password:\n  value: Kd7hRm2x!q\n", 2},
    {"passwords_and: 1\ndb_password:\n  - Kd7hRm2x!q\n", 3},
    {"- name: DB_PASSWORD\n  value: Kd7hRm2x!q\n", 2},
    {"  - value: \"Kd7hRm2x!q\"\n    name: DB_PASSWORD\n", 1},
    {"DB_PASSWORD=Kd7hRm2x!q\n", 1},
    {"export DB_PASSWORD='Kd7hRm2x!q'\n", 1},
    {"db.password = Kd7hRm2x!q\n", 1},
    {"DBPASSWORD:=\"Kd7hRm2x!q\"", 1},
    {"config[\"password\"] = \"Kd7hRm2x!q\";", 1},
    {"'password' => 'Kd7hRm2x!q',", 1},
    {"connect(user='x', password='Kd7hRm2x!q')", 1},
    {"Server=db;User=x;Password=Kd7hRm2x!q;Timeout=3", 1},
    {"GET /login?user=x&password=Kd7hRm2x!q&next=1", 1},
    {"curl --password Kd7hRm2x!q https://x", 1},
    {"curl --password='Kd7hRm2x!q'", 1},
    {"X-Password: Kd7hRm2x!q\r\nHost: x\r\n", 1},
    {"<password>Kd7hRm2x!q</password>", 1},
    {"<dbPassword type=\"x\">\n  Kd7hRm2x!q\n</dbPassword>", 2},
    {"<password><![CDATA[Kd7hRm2x!q]]></password>", 1},
    {"<user name=\"x\" password=\"Kd7hRm2x!q\"/>", 1},
    {"<add key=\"DbPassword\" value=\"Kd7hRm2x!q\"/>", 1},
    {"<property value='Kd7hRm2x!q' name='db.password'/>", 1},
    {"<entry key=\"password\">Kd7hRm2x!q</entry>", 1},
    {"<key>Password</key>\n<string>Kd7hRm2x!q</string>", 2},
    {"<name>db.password</name> <value>Kd7hRm2x!q</value>", 1},
    {"user,password\nx,Kd7hRm2x!q\n", 2},
    {"\"id\";\"Password\"\r\n\"1\";\"Kd7hRm2x!q\"", 2},
    {"id\tpassword\tplan\n1\tKd7hRm2x!q\tgold\n", 2},
    {"id,note,password\n1,\"a, \"\"b\"\"\",\"Kd7,hRm2x!q\"\n", 2},
    {"id,password\n1,\n2,\n3,Kd7hRm2x!q\n", 4},
    {"id,password\n1\n2,Kd7hRm2x!q\n3\n", 3},
    {"# exported\nid,password\n1,Kd7hRm2x!q\n", 3},
    {"| user | Password |\n|------|:---------|\n| x | `Kd7hRm2x!q` |\n", 3},
    {"user | password\n-----+---------\n x   | Kd7hRm2x!q\n", 3},
    {"| password | Kd7hRm2x!q |\n", 1},
    {"password,Kd7hRm2x!q\n", 1},
    {"password%3DKd7hRm2x!q", 1},
    {"password=\x1b[31mKd7hRm2x!q\x1b[0m", 1},
    {"{\"log\": \"{\\\"password\\\": \\\"Kd7hRm2x!q\\\"}\"}", 1},
    {"&lt;password&gt;Kd7hRm2x!q&lt;/password&gt;", 1},
    {"{\"password\": \"\xD0\xBF\xD0\xB0\xD1\x80\xD0\xBE\xD0\xBB\xD1\x8C\"}", 1},
    {"[db]\npassword = SummerBerlin42\n", 2},
    {"# password: SummerBerlin42\n", 1},
    {"2026-11-27T10:00:00Z app: password: orange-tiger-42-lamp\n", 1},
    {"user=bob, password=SummerBerlin42, ip=10.0.0.1\n", 1},
    {"password:\n  \"SummerBerlin42\"\n", 2},
    {"args: [\"--password\", \"Kd7hRm2x!q\"]", 1},
    {"<a:password>SummerBerlin42</a:password>", 1},
    {"<password>Summer&lt;Berlin42</password>", 1},
    {"<setting name=\"password\" x=\"y\"><value>Kd7hRm2x!q</value></setting>", 1},
    {"id,note,password\n1,\"a\nb\",Kd7hRm2x!q\n", 3},
    {"{\"password\": \"ab\\\"cdEf9!x2Q\"}", 1},
    {"?x=1&password=ab%22cd%27Ef9%21x&y", 1},
    {"{\"ParameterKey\": \"DbPassword\", \"ParameterValue\": \"SummerBerlin42\"}", 1},
    {"{\"password\": \"SummerBerlin42\"}", 1},
    {"{\"password\": \"orange-tiger-42-lamp\"}", 1},
    {"{\"password\": \"d0e1f28d-4343-499c-924d-b2916358d353\"}", 1},
};

START_TEST(carried)
{
	static const size_t pieces[] = {1, 7, 4096};
	const char *text = carriers[_i].text;

	for (int i = 0; i < COUNT(pieces); i++) {
		const struct ts_hit *hit = find("assign.password", text, strlen(text), pieces[i]);

		ck_assert_msg(hit != NULL, "not found in %s", text);
		ck_assert_msg(hit->line == carriers[_i].line, "line %llu of %s",
		    (unsigned long long)hit->line, text);
	}
}
END_TEST

/* The same across the edges of the scanner's buffer. */
START_TEST(carried_across)
{
	static const char line[] = "an ordinary line of an ordinary log, with nothing in it\n\n";
	const char *text = carriers[_i].text;
	const size_t len = strlen(text), size = EDGE + len + 4096;
	char *content = malloc(size);

	ck_assert_ptr_nonnull(content);
	for (size_t back = 0; back < len + 8192; back += 1409) {
		const size_t place = EDGE + 64 - back;
		const struct ts_hit *hit;

		for (size_t i = 0; i < size; i++)
			content[i] = line[i % (sizeof(line) - 1)];
		content[place - 2] = content[place - 1] = '\n';
		memcpy(content + place, text, len);
		content[place + len] = content[place + len + 1] = '\n';
		hit = find("assign.password", content, size, 65536);
		ck_assert_msg(hit != NULL, "%zu bytes before the edge: %s", back, text);
		ck_assert(hit->offset >= place && hit->offset < place + len);
	}
	free(content);
}
END_TEST

/* Nothing is found in these. */
static const char *const silent[] = {
    "{\"password\": \"\"}",
    "{\"password\": null, \"secret\": true, \"token\": 12}",
    "{\"password\": \"<password>\"}",
    "{\"password\": \"&lt;password&gt;\"}",
    "{\"password\": \"${DB_PASSWORD}\"}",
    "{\"password\": \"********\"}",
    "{\"password\": \"\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\"}",
    "{\"password\": \"enter-token-12\"}",
    "{\"password\": {\"type\": \"string\", \"minLength\": 12}}",
    "{\"required\": [\"user\", \"password\", \"api_key2\"]}",
    "{\"name\": \"password\", \"type\": \"string\", \"value\": \"changeme\"}",
    ("{\"name\": \"password\", \"valueFrom\": {\"secretKeyRef\": {\"name\": \"db-2026\", \"key\": "
     "\"pw1\"}}}"),
    "{\"label\": \"Password\", \"value\": \"Passwort\"}",
    "{\"secretName\": \"app-tls-2026\", \"cache_key\": \"9f86d081884c7d65\"}",
    "{\"password_sha256\": \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"}",
    "password: string;\n",
    "password: Optional[HiddenText]\n",
    "password = getpass.getpass(\"Password: \")",
    "password = settings.DB_PASSWORD2\n",
    "data['password'] = config.get(server2, 'password')",
    "print(f\"password={password!r}\")",
    "proxy_password=self._options2[\"password\"],",
    "$password = $this->config2['password'];",
    "The password: at least 12 characters, 2 of them digits.",
    "password must be changed in 90 days",
    "/etc/passwd:x1",
    "<password></password>",
    "<password>********</password>",
    "<label for=\"password\">Password</label><td>98%</td>",
    "<add key=\"Password\" value=\"#{Password}\"/>",
    "<input name=\"password\" type=\"password\" maxlength=\"128\">",
    "user,password\nx,\ny,********\n",
    "| name | password | size |\n|---|---|---|\n| the user's | string | at least 12 |\n",
    "| password | The password of the user, 12 characters |\n",
    "    'password',\n    'GRID-UNIT-2-WIDTH',\n    'x1-y2-z3',\n",
    "f(user2, password,\n  token3, secret)",
    "curl --password <password> --token $TOKEN1",
    "curl --password --verbose2",
    "imagePullSecret: registry-creds-2",
};

START_TEST(stays_silent)
{
	size_t n;
	const struct ts_hit *hits = search(silent[_i], strlen(silent[_i]), 4096, &n);

	ck_assert_msg(
	    n == 0, "%s in %s", hits[0].rule == NULL ? "?" : hits[0].rule->id, silent[_i]);
}
END_TEST

/* A heading says what is below it, however far: through many buffers, and whatever the rows are
 * like. */
START_TEST(far_below)
{
	static const size_t pieces[] = {4096, 65536, (size_t)1 << 20};
	static const char head[] = "id,password,plan\n", row[] = "1,,\"gold, or \"\"silver\"\"\"\n";
	static const char last[] = "7,Kd7hRm2x!q,gold\n";
	const size_t size = 3 * EDGE + (size_t)_i * 4001;
	char *content = malloc(size);
	size_t len = sizeof(head) - 1;

	ck_assert_ptr_nonnull(content);
	memcpy(content, head, len);
	for (; len < size - 64; len += sizeof(row) - 1)
		memcpy(content + len, row, sizeof(row) - 1);
	memcpy(content + len, last, sizeof(last) - 1);
	for (int i = 0; i < COUNT(pieces); i++) {
		const struct ts_hit *hit =
		    find("assign.password", content, len + sizeof(last) - 1, pieces[i]);

		ck_assert_ptr_nonnull(hit);
		ck_assert_uint_eq(hit->offset, len + 2);
	}
	free(content);
}
END_TEST

/* Several rules know the name: the one that knows it best reports the value. */
START_TEST(best_name)
{
	static const char text[] = "{\"acme_client_secret\": \"q7Q8aKXnld3fCGlwF05JJapXuIj\"}";
	size_t n;
	const struct ts_hit *hits = search(text, sizeof(text) - 1, 4096, &n);

	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(hits[0].rule->id, "assign.client-secret");
}
END_TEST

/* What is repeated to make text hard to read. */
static const char *const again[] = {"{\"password\":", "{\"name\":\"password\",", "password,",
    "password=", "password: |\n ", "<add key=\"password\" ", "\"password\",\"", "<password>",
    "| password ", "password:\n - ", "[\"password\",{", "password\t", "--password '",
    "\\\"password\\\":\\\"", "password: \n", " password:\n", "password:\n\"",
    "<a:password><value>"};

/* Text that is made to be hard to read: nothing is read beyond its end, and the work is bounded. */
START_TEST(hostile)
{
	const size_t size = (size_t)300 << 10;
	char *content = malloc(size);
	size_t n, len = strlen(again[_i]);

	ck_assert_ptr_nonnull(content);
	for (size_t at = 0; at + len <= size; at += len)
		memcpy(content + at, again[_i], len);
	for (size_t cut = 1; cut < len + 20; cut++)
		search(content, cut, 3, &n);
	search(content, size / len * len, 65536, &n);
	free(content);
}
END_TEST

static const struct {
	const char *name, *words;
	bool ends;
} names[] = {
    {"password", "password", true},
    {"db_password", "password", true},
    {"dbPassword", "password", true},
    {"DB-PASSWORD", "password", true},
    {"db.password", "password", true},
    {"password2", "password", true},
    {"password_value", "password", true},
    {"new.password.prod", "password", true},
    {"PASSWORD_HEX", "password", true},
    {"dbpassword", "password", false},
    {"dbpassword", "*password", true},
    {"password_policy", "password", false},
    {"passwords", "password", false},
    {"secretName", "secret", false},
    {"clientSecret", "client secret", true},
    {"clientsecret", "client secret", true},
    {"client_other_secret", "client secret", false},
    {"APIKey", "api key", true},
    {"apikey", "api key", true},
    {"x-api-key", "api key", true},
    {"myAPIKey2", "api key", true},
    {"monkey", "key", false},
    {"clave_de_acceso", "clave de acceso", true},
    {"", "password", false},
    {"value", "password", false},
};

START_TEST(name_ends)
{
	const char *name = names[_i].name;
	const size_t len = strlen(name), trimmed = ts_name_trim(name, len);

	ck_assert_uint_le(trimmed, len);
	ck_assert_msg(ts_name_ends_with(name, trimmed, names[_i].words) == names[_i].ends, "%s, %s",
	    name, names[_i].words);
}
END_TEST

Suite *suite_pairs(void)
{
	Suite *suite = suite_create("pairs");
	TCase *tcase = tcase_create("pairs");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, carried, 0, COUNT(carriers));
	tcase_add_loop_test(tcase, carried_across, 0, COUNT(carriers));
	tcase_add_loop_test(tcase, stays_silent, 0, COUNT(silent));
	tcase_add_loop_test(tcase, far_below, 0, 4);
	tcase_add_test(tcase, best_name);
	tcase_add_loop_test(tcase, hostile, 0, COUNT(again));
	tcase_add_loop_test(tcase, name_ends, 0, COUNT(names));
	tcase_set_timeout(tcase, 120);
	suite_add_tcase(suite, tcase);
	return suite;
}
