/* Numbers of people, and whose an e-mail address is. */
#include <stdbool.h>
#include <string.h>

#include "scanner/check_digits.h"
#include "scanner/mailbox.h"
#include "suites.h"

#define COUNT(list) (int)(sizeof(list) / sizeof(list[0]))

/* Numbers that authorities and standards publish as examples, or that were made by other programs.
 */
static const struct {
	const char *scheme, *text;
} numbers[] = {
    {"aadhaar", "4243 0967 6268"},
    {"aba", "021000021"},
    {"afm", "094014201"},
    {"ahv", "756.1388.8125.15"},
    {"bsn", "454805767"},
    {"clabe", "032180000118359719"},
    {"cn-resident", "11010519491231002X"},
    {"cnp", "1800101221144"},
    {"cnpj", "11.222.333/0001-81"},
    {"cnpj", "12.ABC.345/01DE-35"},
    {"codice-fiscale", "BRRLMF55M04H205Z"},
    {"cpf", "428.412.534-65"},
    {"cuit", "20-12345678-6"},
    {"curp", "HEGG560427MVZRRL04"},
    {"dni", "70462469Z"},
    {"egn", "7523169263"},
    {"emso", "0101006500006"},
    {"henkilotunnus", "131052-308T"},
    {"henkilotunnus", "131052A308T"},
    {"hkid", "G123456(A)"},
    {"iin", "910815450350"},
    {"inn", "7707083893"},
    {"inn", "500100732259"},
    {"ird", "49091850"},
    {"isikukood", "37605030299"},
    {"kennitala", "120174-3399"},
    {"luhn-number", "303 746 069"},
    {"medicare-au", "2123456701"},
    {"mod-11-10", "86095742719"},
    {"my-number", "123456789018"},
    {"nhs", "671 078 0449"},
    {"nif-pt", "123456789"},
    {"nip", "1234563218"},
    {"nir", "255081416802538"},
    {"npi", "1234567893"},
    {"nric", "S1234567D"},
    {"personnummer", "691221-0181"},
    {"personnummer", "19691221-0181"},
    {"pesel", "82070701188"},
    {"pps", "1234567FA"},
    {"rodne-cislo", "736028/5163"},
    {"rrn-be", "85073003328"},
    {"rut", "12.345.678-5"},
    {"snils", "112-233-445 95"},
    {"svnr-at", "1237010180"},
    {"svnr-de", "15070649C103"},
    {"tckn", "10000000146"},
    {"tfn", "123 456 782"},
    {"thai-id", "1101700230708"},
};

/* The number is right. With another digit in one place it hardly ever is: some remainders share a
 * check digit, and a century has none. Nor is it with characters more or less. */
START_TEST(check_digits)
{
	const char *text = numbers[_i].text;
	const size_t len = strlen(text);
	enum ts_scheme scheme;
	char changed[64];
	int right = 0;

	ck_assert_msg(ts_scheme_find(numbers[_i].scheme, &scheme), "%s", numbers[_i].scheme);
	ck_assert_msg(ts_check_digits(scheme, text, len), "%s", text);
	ck_assert(len + 3 < sizeof(changed));
	for (size_t at = 0; at < len; at++) {
		if (text[at] < '0' || text[at] > '9')
			continue;
		memcpy(changed, text, len + 1);
		for (char c = '0'; c <= '9'; c++) {
			changed[at] = c;
			right += ts_check_digits(scheme, changed, len);
		}
		right--;
	}
	ck_assert_msg(right <= 2 * (int)len, "%d numbers like %s are right", right, text);
	memcpy(changed, text, len);
	memcpy(changed + len, "777", 3);
	ck_assert_msg(!ts_check_digits(scheme, changed, len + 3), "longer than %s", text);
	ck_assert_msg(!ts_check_digits(scheme, text, len / 2), "half of %s", text);
}
END_TEST

START_TEST(no_numbers)
{
	static const char *const texts[] = {"", "0", "000000000", "00000000000", "11111111111",
	    "999999999999", "-----------", "A", "AAAAAAAAA", "123456789012345678901234567890",
	    "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"};
	enum ts_scheme scheme;

	for (int i = 0; i < COUNT(numbers); i++) {
		ck_assert(ts_scheme_find(numbers[i].scheme, &scheme));
		for (int k = 0; k < COUNT(texts); k++)
			ck_assert_msg(!ts_check_digits(scheme, texts[k], strlen(texts[k])),
			    "%s: %s", numbers[i].scheme, texts[k]);
	}
	ck_assert(!ts_scheme_find("", &scheme));
	ck_assert(!ts_scheme_find("CPF", &scheme));
}
END_TEST

/* Texts with an address between percent signs. */
static const struct {
	const char *text;
	bool personal;
} addresses[] = {
    {"%mira@kvarn.se%", true},
    {"mail %mira@kvarn.se% today", true},
    {"\"contact\": \"%mira@kvarn.se%\"", true},
    {"From: Mira Holt <%mira@kvarn.se%>", true},
    {"Contact: Mira Holt <%mira1984@kvarn.se%>", true},
    {"mailto:%mira@kvarn.se%?subject=x", true},
    {"%mira@kvarn.se%:secret", true},
    {"%mira@kvarn.se%: hello", true},
    {"https://crm.kvarn.se/contacts/%mira@kvarn.se%/notes", true},
    {"authorized by %mira@kvarn.se%", true},
    {"the author of %mira@kvarn.se%", true},
    {"{\"customer\": {\"author\": {\"email\": \"%mira@kvarn.se%\"}}}", true},
    {"{\"author\": \"Mira <%mira@kvarn.se%>\", \"balance\": 12}", true},
    {"\"JANE@KVARN.SE\" or %JANE@KVARN.SE%", true},
    {"publish %mira@kvarn.se%", true},
    {"our references %mira@kvarn.se%", true},
    {"{\"message_id\": 4711, \"from\": \"%mira@kvarn.se%\"}", true},
    {"https://crm.kvarn.se/lists/7/%mira@kvarn.se%", true},
    {"we used ssh and wrote to %mira@kvarn.se%", true},
    {"Customer license\n\n%mira@kvarn.se%", true},
    {"Created by %mira@kvarn.se%", true},
    {"(a) x (b) y (c) %mira@kvarn.se%", true},
    {"%mira@KVARN.SE%", true},
    {"Hello,\nI cannot log in.\nMany thanks\n\nMira Holt\n%mira@kvarn.se%", true},
    {"contact;book author\n%mira@kvarn.se%;x", true},
    {"mailer: message_id=abc123 to=%mira@kvarn.se% status=sent", true},
    {"Product References: %mira@kvarn.se%", true},
    {"{\"references\":[\"x\"],\"customer\":{\"email\":\"%mira@kvarn.se%\"}}", true},
    {"to=<%kunde19841207@kvarn.se%>", true},
    {"From: <%1388012345@kvarn.se%>", true},
    {"Bug report from customer Mira: %mira@kvarn.se%", true},
    {"{\"license_tier\":\"pro\",\"author\":{\"email\":\"%mira@kvarn.se%\"}}", true},
    {"{\"publisher\":\"%mira@kvarn.se%\",\"homepage\":\"x\"}", true},
    {"{\"uploader\":\"%mira@kvarn.se%\",\"file\":\"passport.pdf\"}", true},
    {"(c) Please copy %mira@kvarn.se% in the reply", true},
    {"sftp upload failed for customer %mira@kvarn.se%", true},
    {"%mira@kvarn.se%:Sommer/2024x", true},
    {"%mira@kvarn.se%:/home", true},
    {"https://kvarn.se/archives/list/?email=%mira@kvarn.se%", true},
    {"%mira-user@kvarn.se%", true},
    {"* Mon called %mira@kvarn.se% back", true},
    {"Authorization given\n\n%mira@kvarn.se%", true},
    /* Logins. */
    {"scp out.tar %deploy@build1.kvarn.se%:/srv/x", false},
    {"ssh -p 2222 -i key %ubuntu@bastion.kvarn.se%", false},
    {"rsync -a x/ %deploy@kvarn.se%:~/x", false},
    {"%hg@code.kvarn.se%:group/project.git", false},
    {"svc/%host@CORP.KVARN.SE%", false},
    /* Lists and messages. */
    {"to %package-announce@lists.kvarn.se%", false},
    {"to %tar-users@kvarn.se%", false},
    {"to %tar-devel@kvarn.se%", false},
    {"https://kvarn.se/archives/list/%mira@kvarn.se%/message/X/", false},
    {"Message-ID: <%20260101.3H1F1Y@mail.kvarn.se%>", false},
    {"\"in_reply_to\": \"<%abc@mail.kvarn.se%>\"", false},
    {"References: <x@y>\n <%20260101120000.GA1234@mail.kvarn.se%>", false},
    /* Those who made something. */
    {" -- Mira Holt <%mira@kvarn.se%>  Sat, 16 Sep 2026 11:03:58 +0100", false},
    {"2026-09-01  Mira Holt  <%mira@kvarn.se%>", false},
    {"* Mon Jan 05 2026 Mira Holt <%mira@kvarn.se%> - 1.2-3", false},
    {"    Signed-off-by: Mira Holt <%mira@kvarn.se%>", false},
    {"Author: Mira Holt <%mira@kvarn.se%>", false},
    {"# Copyright (C) 2026 Mira Holt <%mira@kvarn.se%>", false},
    {"# Copyright 2024 Bo Ek <bo@ek.se>\n#           2026 Mira Holt <%mira@kvarn.se%>", false},
    {".\\\" Modified by Mira Holt <%mira@kvarn.se%>", false},
    {"Maintainer: Mira Holt <%mira@kvarn.se%>", false},
    {"PackageSupplier: Person: Mira Holt (%mira@kvarn.se%)", false},
    {"\"supplier\": \"Person: Mira Holt (%mira@kvarn.se%)\"", false},
    {"{\"maintainers\": [{\"name\": \"Mira\", \"email\": \"%mira@kvarn.se%\"}]}", false},
    {"{\"author\": {\"name\": \"Mira\", \"email\": \"%mira@kvarn.se%\"}, \"license\": \"MIT\", "
     "\"dependencies\": {}}",
	false},
    {"maintainers:\n  - Bo Ek <bo@ek.se>\n  - Mira Holt <%mira@kvarn.se%>", false},
    {".SH AUTHORS\nMira Holt\n.br\n<%mira@kvarn.se%>", false},
    {"=head1 AUTHOR\n\nMira Holt %mira@kvarn.se%", false},
};

/* Copy TEXT without the signs; *AT is where the address begins, *LEN its length. */
static void without_signs(const char *text, char *out, size_t *at, size_t *len)
{
	const char *first = strchr(text, '%'), *second = strchr(first + 1, '%');

	*at = (size_t)(first - text);
	*len = (size_t)(second - first) - 1;
	memcpy(out, text, *at);
	memcpy(out + *at, first + 1, *len);
	strcpy(out + *at + *len, second + 1);
}

START_TEST(mailboxes)
{
	char text[512];
	struct ts_mailbox mailbox = {.text = text, .origin = TS_ANY_FILE};

	ck_assert(strlen(addresses[_i].text) < sizeof(text));
	without_signs(addresses[_i].text, text, &mailbox.at, &mailbox.len);
	mailbox.end = strlen(text);
	ck_assert_msg(ts_mailbox_is_personal(&mailbox) == addresses[_i].personal, "%.*s in %s",
	    (int)mailbox.len, text + mailbox.at, text);
}
END_TEST

/* Those who made something are nobody in evidence. */
START_TEST(evidence)
{
	static const char text[] = "Author: Mira Holt <mira@kvarn.se>";
	struct ts_mailbox mailbox = {text, strlen(text), 19, 13, TS_EVIDENCE};

	ck_assert(ts_mailbox_is_personal(&mailbox));
	mailbox.origin = TS_ANY_FILE;
	ck_assert(!ts_mailbox_is_personal(&mailbox));
}
END_TEST

START_TEST(domains)
{
	static const char text[] = "mira@team.kvarn.se";
	const struct ts_mailbox mailbox = {text, strlen(text), 0, strlen(text), TS_EVIDENCE};
	static const char *const valid[] = {"kvarn.se", "a.b.c", "x-1.se"};
	static const char *const invalid[] = {"", "se", ".se", "se.", "a..b", "-a.se", "a-.se",
	    "KVARN.SE", "a b.se", "@kvarn.se", "å.se", "1.2", "192.168.0.1"};

	ck_assert(ts_mailbox_is_in(&mailbox, "kvarn.se"));
	ck_assert(ts_mailbox_is_in(&mailbox, "team.kvarn.se"));
	ck_assert(!ts_mailbox_is_in(&mailbox, "arn.se"));
	ck_assert(!ts_mailbox_is_in(&mailbox, "x.team.kvarn.se"));
	for (int i = 0; i < COUNT(valid); i++)
		ck_assert_msg(ts_mailbox_domain_valid(valid[i]), "%s", valid[i]);
	for (int i = 0; i < COUNT(invalid); i++)
		ck_assert_msg(!ts_mailbox_domain_valid(invalid[i]), "%s", invalid[i]);
}
END_TEST

START_TEST(credits)
{
	ck_assert(ts_mailbox_file_credits("AUTHORS"));
	ck_assert(ts_mailbox_file_credits("doc/changelog.Debian"));
	ck_assert(ts_mailbox_file_credits("x/.mailmap"));
	ck_assert(ts_mailbox_file_credits("ChangeLog-2013"));
	ck_assert(ts_mailbox_file_credits("AUTHORS.md"));
	ck_assert(!ts_mailbox_file_credits(""));
	ck_assert(!ts_mailbox_file_credits("x/"));
	ck_assert(!ts_mailbox_file_credits("customers.csv"));
	ck_assert(!ts_mailbox_file_credits("news.csv"));
	ck_assert(!ts_mailbox_file_credits("newsletter.txt"));
	ck_assert(!ts_mailbox_file_credits("history.json"));
	ck_assert(!ts_mailbox_file_credits("authors.sql"));
	ck_assert(!ts_mailbox_file_credits("credits_and_refunds.txt"));
	ck_assert(!ts_mailbox_file_credits("AUTHORS/customers.csv"));
}
END_TEST

Suite *suite_people(void)
{
	Suite *suite = suite_create("people");
	TCase *tcase = tcase_create("people");

	tcase_add_loop_test(tcase, check_digits, 0, COUNT(numbers));
	tcase_add_test(tcase, no_numbers);
	tcase_add_loop_test(tcase, mailboxes, 0, COUNT(addresses));
	tcase_add_test(tcase, evidence);
	tcase_add_test(tcase, domains);
	tcase_add_test(tcase, credits);
	suite_add_tcase(suite, tcase);
	return suite;
}
