#include "scanner/check_number.h"

#include <string.h>

#include "base/ascii.h"

int ts_weigh(const struct ts_number *number, const short weights[static LEN_MAX])
{
	int sum = 0;

	for (size_t i = 0; i < number->n; i++)
		sum += digit(number, i) * weights[i];
	return sum;
}

/* ISO/IEC 7812-1, annex B, of the characters from FROM on. */
static bool is_luhn(const struct ts_number *number, size_t from, int sum)
{
	for (size_t i = from; i < number->n; i++) {
		const int d = digit(number, i);

		sum += (number->n - i) % 2 == 1 ? d : d < 5 ? 2 * d : 2 * d - 9;
	}
	return number->digits && sum % 10 == 0;
}

/* The last ten digits; the century may be before them. */
bool ts_is_personnummer(const struct ts_number *number)
{
	return (number->n == 10 || number->n == 12) && is_luhn(number, number->n - 10, 0);
}

/* The number of digits is what the rule's pattern says. */
bool ts_is_luhn_number(const struct ts_number *number)
{
	return number->n >= 9 && is_luhn(number, 0, 0);
}

/* Luhn's check digit of 80840 and the number; those first digits add 24. */
bool ts_is_npi(const struct ts_number *number)
{
	return number->n == 10 && is_luhn(number, 0, 24);
}

/* Verhoeff's check digit: multiplication in the dihedral group of order ten. */
bool ts_is_aadhaar(const struct ts_number *number)
{
	static const char permutations[8][11] = {"0123456789", "1576283094", "5803796142",
	    "8916043527", "9453126870", "4286573901", "2793806415", "7046913258"};
	int check = 0;

	if (number->n != 12 || !number->digits || digit(number, 0) < 2)
		return false;
	for (size_t i = 0; i < 12; i++) {
		const int p = permutations[i % 8][digit(number, 11 - i)] - '0';

		if (check < 5)
			check = p < 5 ? (check + p) % 5 : 5 + (check + p) % 5;
		else
			check = p < 5 ? 5 + (check - p) % 5 : (check - p + 5) % 5;
	}
	return check == 0;
}

/* ISO/IEC 7064, MOD 11,10: tax numbers of Germany and Croatia. */
bool ts_is_mod_11_10(const struct ts_number *number)
{
	int product = 10;

	if (number->n != 11 || !number->digits)
		return false;
	for (size_t i = 0; i < 10; i++) {
		const int sum = (digit(number, i) + product) % 10;

		product = (sum == 0 ? 10 : sum) * 2 % 11;
	}
	return (11 - product) % 10 == digit(number, 10);
}

/* ISO/IEC 7064, MOD 11-2. */
bool ts_is_cn_resident(const struct ts_number *number)
{
	int sum = 0;

	if (number->n != 18)
		return false;
	for (size_t i = 0; i < 17; i++) {
		if (!ts_is_digit(number->text[i]))
			return false;
		sum = (sum + digit(number, i)) * 2 % 11;
	}
	return number->text[17] == "10X98765432"[sum];
}

/* The number of the first N characters, with the digit REST before it, modulo 97. */
static int mod_97(const struct ts_number *number, size_t n, int rest)
{
	for (size_t i = 0; i < n; i++)
		rest = (rest * 10 + digit(number, i)) % 97;
	return rest;
}

static int last_two(const struct ts_number *number)
{
	return digit(number, number->n - 2) * 10 + digit(number, number->n - 1);
}

/* Corsica's 2A and 2B count as 19 and 18. */
bool ts_is_nir(const struct ts_number *number)
{
	struct ts_number plain = *number;

	if (number->n != 15)
		return false;
	if (plain.text[6] == 'A' || plain.text[6] == 'B') {
		plain.text[6] = plain.text[6] == 'A' ? '9' : '8';
		plain.text[5] = '1';
	}
	return strspn(plain.text, "0123456789") == 15 &&
	       97 - mod_97(&plain, 13, 0) == last_two(&plain);
}

/* Of people born since 2000, with a 2 before it. */
bool ts_is_rrn_be(const struct ts_number *number)
{
	return number->n == 11 && number->digits &&
	       (97 - mod_97(number, 9, 0) == last_two(number) ||
		   97 - mod_97(number, 9, 2) == last_two(number));
}

bool ts_is_dni(const struct ts_number *number)
{
	struct ts_number plain = *number;
	int n = 0;

	if (number->n != 9)
		return false;
	if (plain.text[0] >= 'X' && plain.text[0] <= 'Z') /* NIE */
		plain.text[0] = (char)(plain.text[0] - 'X' + '0');
	if (strspn(plain.text, "0123456789") != 8)
		return false;
	for (size_t i = 0; i < 8; i++)
		n = n * 10 + digit(&plain, i);
	return plain.text[8] == "TRWAGMYFPDXBNJZSQVHLCKE"[n % 23];
}

bool ts_is_codice_fiscale(const struct ts_number *number)
{
	static const unsigned char odd[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3,
	    6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
	int sum = 0;

	if (number->n != 16)
		return false;
	for (size_t i = 0; i < 15; i++) {
		const char c = number->text[i];
		const int value = ts_is_digit(c) ? c - '0' : c - 'A';

		sum += i % 2 == 0 ? odd[value] : value;
	}
	return number->text[15] == 'A' + sum % 26;
}

bool ts_is_curp(const struct ts_number *number)
{
	int sum = 0;

	if (number->n != 18 || !ts_is_digit(number->text[17]))
		return false;
	for (size_t i = 0; i < 17; i++) {
		const char c =
		    number->text[i]; /* there is a letter after N that is none in ASCII */
		const int value = ts_is_digit(c) ? c - '0' : c - 'A' + 10 + (c > 'N');

		sum += value * (18 - (int)i);
	}
	return modulo(-sum, 10) == digit(number, 17);
}

/* The century's sign is a separator or a letter: 131052-308T, 131052A308T. */
bool ts_is_henkilotunnus(const struct ts_number *number)
{
	struct ts_number plain = *number;
	int n = 0;

	if (plain.n == 11) {
		memmove(plain.text + 6, plain.text + 7, 5);
		plain.n = 10;
	}
	if (plain.n != 10 || strspn(plain.text, "0123456789") < 9)
		return false;
	for (size_t i = 0; i < 9; i++)
		n = (n * 10 + digit(&plain, i)) % 31;
	return plain.text[9] == "0123456789ABCDEFHJKLMNPRSTUVWXY"[n];
}

bool ts_is_hkid(const struct ts_number *number)
{
	const size_t letters = number->n == 9 ? 2 : 1;
	int sum = letters == 1 ? 36 * 9 : 0, check;

	if (number->n != letters + 7)
		return false;
	for (size_t i = 0; i < number->n - 1; i++) {
		const char c = number->text[i];

		if (ts_is_upper(c) != (i < letters))
			return false;
		sum += (ts_is_upper(c) ? c - 'A' + 10 : c - '0') * (int)(number->n - i);
	}
	check = modulo(-sum, 11);
	return number->text[number->n - 1] == (check == 10 ? 'A' : '0' + check);
}

bool ts_is_nric(const struct ts_number *number)
{
	static const short weights[LEN_MAX] = {0, 2, 7, 6, 5, 4, 3, 2};
	const char c = number->text[0];
	struct ts_number plain = *number;
	int sum;

	plain.text[0] = '0';
	if (number->n != 9 || strspn(plain.text, "0123456789") != 8)
		return false;
	plain.n = 8;
	sum = ts_weigh(&plain, weights) + (c == 'T' || c == 'G' ? 4 : c == 'M' ? 3 : 0);
	if (c == 'S' || c == 'T')
		return number->text[8] == "JZIHGFEDCBA"[sum % 11];
	if (c == 'F' || c == 'G')
		return number->text[8] == "XWUTRQPNMLK"[sum % 11];
	return c == 'M' && number->text[8] == "KLJNPQRTUWX"[10 - sum % 11];
}

bool ts_is_pps(const struct ts_number *number)
{
	int sum = 0;

	if (number->n < 8 || number->n > 9 || strspn(number->text, "0123456789") != 7)
		return false;
	for (size_t i = 0; i < 7; i++)
		sum += digit(number, i) * (8 - (int)i);
	if (number->n == 9 && number->text[8] != 'W')
		sum += (number->text[8] - 'A' + 1) * 9;
	return number->text[7] == "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23];
}

bool ts_is_rut(const struct ts_number *number)
{
	int sum = 0, check;

	if (number->n < 8 || number->n > 9 || strspn(number->text, "0123456789") < number->n - 1)
		return false;
	for (size_t i = 0; i < number->n - 1; i++)
		sum += digit(number, number->n - 2 - i) * (2 + (int)(i % 6));
	check = modulo(-sum, 11);
	return number->text[number->n - 1] == (check == 10 ? 'K' : '0' + check);
}

bool ts_is_snils(const struct ts_number *number)
{
	static const short weights[LEN_MAX] = {9, 8, 7, 6, 5, 4, 3, 2, 1};

	return number->n == 11 && number->digits &&
	       ts_weigh(number, weights) % 101 % 100 == last_two(number);
}

/* The letter counts as two digits, and of each product its digits are added. */
bool ts_is_svnr_de(const struct ts_number *number)
{
	static const char weights[] = "212571212121";
	char text[13];
	int sum = 0, letter;

	if (number->n != 12 || strspn(number->text, "0123456789") != 8 ||
	    strspn(number->text + 9, "0123456789") != 3)
		return false;
	letter = number->text[8] - 'A' + 1;
	memcpy(text, number->text, 8);
	text[8] = (char)('0' + letter / 10);
	text[9] = (char)('0' + letter % 10);
	memcpy(text + 10, number->text + 9, 2);
	for (size_t i = 0; i < 12; i++) {
		const int product = (text[i] - '0') * (weights[i] - '0');

		sum += product / 10 + product % 10;
	}
	return sum % 10 == digit(number, 11);
}
