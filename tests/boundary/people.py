"""people.py: forms of personal data, made anew each time, with right check digits. Each is a text as it stands in files:
under its name in JSON, in a column, behind a label. The check digits are computed here, independently of the program."""
import json
import random

FIRST = ("Greta Nadia Ingrid Mira Bo Elsa Tomas Karin Viktor Amara Yusuf Leila Pavel Hanna Oskar Freya Matteo Chiara Lucas "
         "Emilia Sanjay Priya Wanjiru Kofi Aiko Haruto Minh Linh Diego Camila Rafael Beatriz Anders Sofie Jannik").split()
LAST = ("Ekdahl Vasquez Lindqvist Holt Nygaard Okafor Garnier Petrov Kowalczyk Novak Silva Moreau Rossi Bianchi Keller "
        "Huber Jansen Bakker Virtanen Korhonen Sharma Patel Tanaka Sato Nguyen Tran Herrera Fuentes Almeida Sorensen").split()


def digits(n, first="0123456789"):
    return random.choice(first) + "".join(random.choices("0123456789", k=n - 1))


def letters(n):
    return "".join(random.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=n))


def born():
    return random.randint(1940, 1999), random.randint(1, 12), random.randint(1, 28)


def day(form):
    y, m, d = born()
    return form.replace("YYYY", str(y)).replace("YY", f"{y % 100:02d}").replace("MM", f"{m:02d}").replace("DD", f"{d:02d}")


def until(make, right):
    while True:
        value = make()
        if right(value) and len(set(value)) > 1:
            return value


def weighted(value, weights):
    return sum(int(c) * w for c, w in zip(value, weights))


def luhn(value):
    total = 0
    for i, c in enumerate(reversed(value)):
        total += sum(divmod(int(c) * (1 + i % 2), 10))
    return total % 10 == 0


def verhoeff(value):
    def times(a, b):
        if a < 5:
            return (a + b) % 5 if b < 5 else 5 + (a + b - 5) % 5
        return 5 + (a - 5 - b) % 5 if b < 5 else (a - b) % 5

    turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    check = 0
    for i, c in enumerate(reversed(value)):
        d = int(c)
        for _ in range(i % 8):
            d = turn[d]
        check = times(check, d)
    return check == 0


def mod_11_10(value):
    p = 10
    for c in value[:-1]:
        p = (((p + int(c)) % 10 or 10) * 2) % 11
    return (p + int(value[-1])) % 10 == 1


def cpf(v):
    return all((weighted(v, range(n, 1, -1)) * 10 % 11 % 10) == int(v[n - 1]) for n in (10, 11))


def cnpj(v):
    return all((weighted(v, w) % 11 < 2 and v[len(w)] == "0") or 11 - weighted(v, w) % 11 == int(v[len(w)])
               for w in ([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]))


def iban(country, bban):
    def number(text):
        return int("".join(str(int(c, 36)) for c in text))

    return country + f"{98 - number(bban + country + '00') % 97:02d}" + bban


def spaced(text, n=4, by=" "):
    return by.join(text[i : i + n] for i in range(0, len(text), n))


def codice():
    odd = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", [1, 0, 5, 7, 9, 13, 15, 17, 19, 21] + [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]))
    v = letters(6) + digits(2) + random.choice("ABCDEHLMPRST") + f"{random.randint(1, 31):02d}" + letters(1) + digits(3)
    total = sum(odd[c] if i % 2 == 0 else (int(c) if c.isdigit() else ord(c) - 65) for i, c in enumerate(v))
    return v + chr(65 + total % 26)


def hetu():
    date, n = day("DDMMYY"), digits(3, "123456789")
    return f"{date}-{n}" + "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(date + n) % 31]


def dni(prefix=""):
    n = digits(8 - bool(prefix))
    return prefix + n + "TRWAGMYFPDXBNJZSQVHLCKE"[int(str("XYZ".find(prefix)) + n if prefix else n) % 23]


def curp():
    v = "GOMR" + day("YYMMDD") + random.choice(["HDFRRL", "MJCRTN"]) + "0"
    table = "0123456789ABCDEFGHIJKLMN+OPQRSTUVWXYZ"
    return v + str(-sum(table.index(c) * (18 - i) for i, c in enumerate(v)) % 10)


def hkid():
    v = random.choice("ABCDEGHKPRVZ") + digits(6)
    total = 36 * 9 + (ord(v[0]) - 55) * 8 + weighted(v[1:], range(7, 1, -1))
    return v + f"({'0123456789A'[-total % 11]})"


def nric():
    v = digits(7)
    return "S" + v + "JZIHGFEDCBA"[weighted(v, [2, 7, 6, 5, 4, 3, 2]) % 11]


def pps():
    v = digits(7)
    return v + "WABCDEFGHIJKLMNOPQRSTUV"[weighted(v, range(8, 1, -1)) % 23]


def rut():
    v = digits(8, "12")
    total = sum(int(c) * (2 + i % 6) for i, c in enumerate(reversed(v)))
    return f"{v[:2]}.{v[2:5]}.{v[5:]}-" + "0123456789K"[-total % 11]


def nir():
    v = day("2YYMM") + digits(8, "1234567")
    return v + f"{97 - int(v) % 97:02d}"


def rrn():
    v = day("YYMMDD") + digits(3)
    return v + f"{97 - int(v) % 97:02d}"


def cn():
    v = "110105" + day("YYYYMMDD") + digits(3)
    weights = [pow(2, 17 - i, 11) for i in range(17)]
    return v + "10X98765432"[weighted(v, weights) % 11]


def svnr_de():
    v = "15" + day("DDMMYY") + letters(1) + digits(2)
    plain = v[:8] + f"{ord(v[8]) - 64:02d}" + v[9:]
    return v + str(sum(sum(divmod(int(c) * w, 10)) for c, w in zip(plain, [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1])) % 10)


def two_tables(v, first, second):
    r = weighted(v, first) % 11
    r = weighted(v, second) % 11 if r == 10 else r
    return (0 if r == 10 else r) == int(v[-1])


def mrz():
    def check(text):
        return str(sum((0 if c == "<" else int(c, 36)) * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)

    number, birth, expires = letters(2) + digits(7), day("YYMMDD"), f"3{digits(1)}0615"
    name = f"P<SWE{random.choice(LAST).upper()}<<{random.choice(FIRST).upper()}".ljust(44, "<")
    return name + "\n" + number + check(number) + "SWE" + birth + check(birth) + "F" + expires + check(expires) + "<" * 14 + "0" + "2"


# Numbers: what makes one, and the names that it stands under.
NUMBERS = {
    "aadhaar": (lambda: until(lambda: digits(12, "23456789"), verhoeff), ["aadhaar", "aadhaar_number", "uidai"]),
    "pan-india": (lambda: letters(3) + "P" + letters(1) + digits(4) + letters(1), ["pan", "pan_number"]),
    "cpf": (lambda: until(lambda: digits(11), cpf), ["cpf", "CPF"]),
    "cnpj": (lambda: until(lambda: digits(8) + "0001" + digits(2), cnpj), ["cnpj"]),
    "dni": (dni, ["dni", "nif", "documento_de_identidad"]),
    "nie": (lambda: dni("X"), ["nie", "nif_nie"]),
    "nif-portugal": (lambda: until(lambda: digits(9, "125"), lambda v: weighted(v, range(9, 1, -1)) * 10 % 11 % 10 == int(v[8])),
                     ["nif", "contribuinte"]),
    "codice-fiscale": (codice, ["codice_fiscale", "codiceFiscale", "fiscal_code"]),
    "bsn": (lambda: until(lambda: digits(9), lambda v: weighted(v, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0), ["bsn", "burgerservicenummer"]),
    "pesel": (lambda: until(lambda: day("YYMMDD") + digits(5), lambda v: weighted(v, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0), ["pesel", "numer_pesel"]),
    "nip": (lambda: until(lambda: digits(10, "123456789"), lambda v: weighted(v, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == int(v[9])), ["nip"]),
    "personnummer": (lambda: until(lambda: day("YYMMDD") + digits(4), luhn), ["personnummer", "personnr", "pnr"]),
    "fodselsnummer": (lambda: until(lambda: day("DDMMYY") + digits(5), lambda v: weighted(v, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0 and
                                    weighted(v, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0), ["fødselsnummer", "fodselsnummer", "fnr"]),
    "cpr": (lambda: day("DDMMYY") + "-" + digits(4), ["cpr", "cpr_nummer"]),
    "hetu": (hetu, ["henkilötunnus", "henkilotunnus", "hetu"]),
    "kennitala": (lambda: until(lambda: day("DDMMYY") + digits(4), lambda v: weighted(v, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0), ["kennitala"]),
    "nir": (nir, ["nir", "numéro_de_sécurité_sociale", "num_secu"]),
    "steuer-id": (lambda: until(lambda: digits(11, "123456789"), mod_11_10), ["steuer_id", "steueridentifikationsnummer", "IdNr"]),
    "svnr-germany": (svnr_de, ["sozialversicherungsnummer", "svnr", "rentenversicherungsnummer"]),
    "svnr-austria": (lambda: until(lambda: digits(4, "123456789") + day("DDMMYY"),
                                   lambda v: weighted(v, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == int(v[3])), ["svnr", "sv_nummer"]),
    "ahv": (lambda: until(lambda: "756" + digits(10), lambda v: weighted(v, [1, 3] * 6 + [1]) % 10 == 0), ["ahv", "ahv_nummer", "avs"]),
    "rijksregisternummer": (rrn, ["rijksregisternummer", "niss", "numero_national"]),
    "pps": (pps, ["pps", "ppsn", "pps_number"]),
    "nhs": (lambda: until(lambda: digits(10, "456"), lambda v: weighted(v, range(10, 0, -1)) % 11 == 0), ["nhs_number", "nhs", "nhsNumber"]),
    "nino": (lambda: random.choice(["AB", "CE", "JG", "PR"]) + digits(6) + random.choice("ABCD"), ["nino", "national_insurance_number", "ni_number"]),
    "utr": (lambda: digits(10, "12345"), ["utr", "unique_taxpayer_reference"]),
    "sin": (lambda: until(lambda: digits(9, "1234567"), luhn), ["sin", "social_insurance_number"]),
    "ssn": (lambda: digits(3, "1234567") + "-" + f"{random.randint(1, 99):02d}-" + f"{random.randint(1, 9999):04d}", ["ssn", "social_security_number", "socialSecurity"]),
    "itin": (lambda: f"9{digits(2)}-7{digits(1)}-{digits(4, '123456789')}", ["itin", "ssn"]),
    "ein": (lambda: digits(2, "123456789") + "-" + digits(7), ["ein", "employer_identification_number"]),
    "npi": (lambda: until(lambda: digits(10, "1"), lambda v: luhn("80840" + v)), ["npi", "npi_number"]),
    "tfn": (lambda: until(lambda: digits(9, "123456789"), lambda v: weighted(v, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 == 0), ["tfn", "tax_file_number"]),
    "medicare-australia": (lambda: until(lambda: digits(10, "23456"), lambda v: weighted(v, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 == int(v[8])), ["medicare", "medicare_number"]),
    "ird": (lambda: until(lambda: digits(9, "1"), lambda v: -weighted(v, [3, 2, 7, 6, 5, 4, 3, 2]) % 11 == int(v[8])), ["ird", "ird_number"]),
    "rodne-cislo": (lambda: until(lambda: day("YYMMDD") + digits(4), lambda v: int(v) % 11 == 0), ["rodné_číslo", "rodne_cislo"]),
    "oib": (lambda: until(lambda: digits(11, "123456789"), mod_11_10), ["oib"]),
    "emso": (lambda: until(lambda: day("DDMM") + "9" + digits(2, "789") + "50" + digits(4),
                           lambda v: weighted(v, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0), ["emšo", "emso", "jmbg"]),
    "cnp": (lambda: until(lambda: "1" + day("YYMMDD") + "40" + digits(4),
                          lambda v: (lambda r: 1 if r == 10 else r)(weighted(v, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11) == int(v[12])), ["cnp", "cod_numeric_personal"]),
    "egn": (lambda: until(lambda: day("YYMMDD") + digits(4), lambda v: weighted(v, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == int(v[9])), ["egn", "егн", "ЕГН"]),
    "amka": (lambda: until(lambda: day("DDMMYY") + digits(5), luhn), ["amka", "αμκα"]),
    "afm": (lambda: until(lambda: digits(9, "01"), lambda v: weighted(v, [256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == int(v[8])), ["afm", "αφμ"]),
    "isikukood": (lambda: until(lambda: "3" + day("YYMMDD") + digits(4), lambda v: two_tables(v, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1], [3, 4, 5, 6, 7, 8, 9, 1, 2, 3])),
                  ["isikukood", "asmens_kodas"]),
    "personas-kods": (lambda: day("DDMMYY") + "-1" + digits(4), ["personas_kods"]),
    "kimlik": (lambda: until(lambda: digits(11, "123456789"), lambda v: (7 * sum(map(int, v[0:9:2])) - sum(map(int, v[1:8:2]))) % 10 == int(v[9]) and
                             sum(map(int, v[:10])) % 10 == int(v[10])), ["tc_kimlik", "tc_kimlik_no", "TCKN"]),
    "teudat-zehut": (lambda: until(lambda: digits(9), luhn), ["teudat_zehut"]),
    "id-south-africa": (lambda: until(lambda: day("YYMMDD") + digits(4) + "08" + digits(1), luhn), ["sa_id", "rsa_id", "identity_number"]),
    "curp": (curp, ["curp", "CURP"]),
    "rfc-mexico": (lambda: "GOMR" + day("YYMMDD") + letters(1) + digits(1) + letters(1), ["rfc"]),
    "cuit": (lambda: until(lambda: "20" + digits(9), lambda v: weighted(v, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0), ["cuit", "cuil"]),
    "rut": (rut, ["rut", "RUT"]),
    "cedula": (lambda: digits(10, "1"), ["cédula", "cedula", "cedula_de_ciudadania"]),
    "dni-peru": (lambda: digits(8, "1234"), ["dni", "documento_nacional_de_identidad"]),
    "resident-china": (cn, ["身份证号", "身份证", "id_card"]),
    "hkid": (hkid, ["hkid", "hkid_no"]),
    "nric": (nric, ["nric", "fin", "nric_fin"]),
    "mykad": (lambda: day("YYMMDD") + "-14-" + digits(4), ["mykad", "ic_number"]),
    "rrn-korea": (lambda: day("YYMMDD") + "-1" + digits(6), ["주민등록번호", "resident_registration_number"]),
    "my-number": (lambda: until(lambda: digits(12), lambda v: (lambda r: 0 if r < 2 else 11 - r)(weighted(v, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) == int(v[11])),
                  ["マイナンバー", "my_number", "個人番号"]),
    "nik-indonesia": (lambda: "317101" + day("DDMMYY") + "0001", ["nik", "no_ktp"]),
    "id-thailand": (lambda: until(lambda: digits(13, "12345678"), lambda v: (11 - weighted(v, range(13, 1, -1)) % 11) % 10 == int(v[12])), ["citizen_id", "thai_id"]),
    "cccd": (lambda: "001" + digits(9), ["cccd", "cmnd"]),
    "emirates-id": (lambda: until(lambda: "784" + day("YYYY") + digits(8), luhn), ["emirates_id", "eid"]),
    "iqama": (lambda: until(lambda: digits(10, "12"), luhn), ["iqama", "iqama_number"]),
    "id-egypt": (lambda: "2" + day("YYMMDD") + "01" + digits(5), ["الرقم القومي", "egyptian_id"]),
    "cnic": (lambda: digits(5, "1234567") + "-" + digits(7) + "-" + digits(1), ["cnic"]),
    "bvn": (lambda: digits(11, "2"), ["bvn", "nin"]),
    "snils": (lambda: until(lambda: digits(11, "1"), lambda v: weighted(v, range(9, 0, -1)) % 101 % 100 == int(v[9:])), ["снилс", "snils", "СНИЛС"]),
    "inn": (lambda: until(lambda: digits(10, "7"), lambda v: weighted(v, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == int(v[9])), ["инн", "inn", "ИНН"]),
    "rnokpp": (lambda: until(lambda: digits(10, "23"), lambda v: weighted(v, [-1, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 % 10 == int(v[9])), ["рнокпп", "rnokpp"]),
    "iin": (lambda: until(lambda: day("YYMMDD") + "3" + digits(5), lambda v: weighted(v, range(1, 12)) % 11 == int(v[11])), ["иин", "iin"]),
    "passport": (lambda: letters(2) + digits(7), ["passport_number", "passport", "passportNo", "reisepassnummer", "numéro_de_passeport"]),
    "driving-licence": (lambda: letters(1) + digits(7), ["drivers_license", "driving_licence_number", "führerschein", "dl_number"]),
    "medicare-us": (lambda: "1EG4-TE5-MK" + digits(2), ["mbi", "medicare_number"]),
    "account": (lambda: digits(8, "123456789"), ["account_number", "bank_account", "kontonummer"]),
    "sort-code": (lambda: "-".join(digits(2) for _ in range(3)), ["sort_code"]),
    "routing": (lambda: until(lambda: digits(9, "01"), lambda v: weighted(v, [3, 7, 1] * 3) % 10 == 0), ["routing_number", "aba"]),
    "clabe": (lambda: until(lambda: digits(18), lambda v: -sum(int(c) * w % 10 for c, w in zip(v[:17], [3, 7, 1] * 6)) % 10 == int(v[17])), ["clabe"]),
    "bic": (lambda: random.choice(["DEUTDEFF", "NDEASESS", "BNPAFRPP", "INGBNL2A", "UBSWCHZH80A"]), ["bic", "swift_code"]),
    "cvv": (lambda: digits(3), ["cvv", "cvc"]),
    "card": (lambda: until(lambda: digits(16, "45"), lambda v: luhn(v) and v[:2] in ("40", "45", "49", "51", "52", "53")), ["card_number", "credit_card", "kartennummer", "cc_number"]),
    "birth-date": (lambda: day("YYYY-MM-DD"), ["date_of_birth", "dob", "birthDate", "geburtsdatum", "fecha_de_nacimiento", "date_de_naissance", "生年月日"]),
    "birth-date-written": (lambda: day("DD.MM.YYYY"), ["Geburtsdatum", "syntymäaika", "datum_narození", "дата рождения"]),
    "iban-field": (lambda: iban("DE", digits(18)), ["iban", "IBAN"]),
    "tax-number": (lambda: digits(2) + "/" + digits(3) + "/" + digits(5), ["steuernummer", "tax_number"]),
}

PHONES = {
    "us": ("({3}) {3}-{4}", "2"), "us-dots": ("{3}.{3}.{4}", "4"), "us-one": ("+1 {3} {3} {4}", "2"), "uk": ("020 {4} {4}", "7"),
    "uk-mobile": ("07{3} {6}", "4"), "uk-international": ("+44 7{3} {6}", "4"), "germany": ("030 {8}", "2"), "germany-mobile": ("0171/{7}", "6"),
    "germany-international": ("+49 30 {8}", "2"), "france": ("01 {2} {2} {2} {2}", "4"), "france-international": ("+33 6 {2} {2} {2} {2}", "4"),
    "netherlands": ("06-{8}", "2"), "sweden": ("070-{3} {2} {2}", "6"), "norway": ("{3} {2} {3}", "9"), "denmark": ("{2} {2} {2} {2}", "2"),
    "finland": ("040 {7}", "5"), "spain": ("6{2} {3} {3}", "1"), "italy": ("3{2} {7}", "3"), "poland": ("{3} {3} {3}", "5"), "switzerland": ("079 {3} {2} {2}", "4"),
    "austria": ("0664 {7}", "1"), "belgium": ("0475 {2} {2} {2}", "1"), "portugal": ("91{1} {3} {3}", "2"), "brazil": ("(11) 9{4}-{4}", "8"),
    "mexico": ("55 {4} {4}", "1"), "india": ("98{8}", "1"), "india-international": ("+91 {5} {5}", "9"), "japan": ("090-{4}-{4}", "1"),
    "korea": ("010-{4}-{4}", "2"), "china": ("138 {4} {4}", "1"), "australia": ("0412 {3} {3}", "5"), "south-africa": ("082 {3} {4}", "5"),
    "turkey": ("0532 {3} {2} {2}", "2"), "russia": ("8 (916) {3}-{2}-{2}", "2"), "ireland": ("087 {3} {4}", "2"),
}
PHONE_NAMES = ["phone", "mobile", "telefon", "téléphone", "teléfono", "telefone", "puhelin", "cellulare", "gsm", "电话", "телефон", "phoneNumber"]


def phone(form, first):
    out, rest = "", form
    while "{" in rest:
        before, rest = rest.split("{", 1)
        n, rest = rest.split("}", 1)
        out += before + digits(int(n), first)
    return out + rest


def placed(name, value):
    """The value under the name, as JSON, in a column, behind a label, in an element."""
    where = random.randint(0, 3 if name.isascii() and " " not in name else 2)
    if where == 0:
        return json.dumps({name: value, "id": random.randint(1, 999)}, ensure_ascii=random.choice([True, False]))
    if where == 1:
        return f"id;{name}\n{random.randint(1, 999)};{value}"
    if where == 2:
        return f"{name}: {value}"
    return f"<row><{name}>{value}</{name}></row>"


def grouped(value, sizes, by):
    out = []
    for n in sizes:
        out.append(value[:n])
        value = value[n:]
    return by.join(out)


# The same numbers as people write them.
WRITTEN = {
    "aadhaar": lambda v: spaced(v), "cpf": lambda v: f"{v[:3]}.{v[3:6]}.{v[6:9]}-{v[9:]}", "cnpj": lambda v: f"{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}",
    "nip": lambda v: grouped(v, (3, 3, 2, 2), "-"), "personnummer": lambda v: v[:6] + "-" + v[6:], "fodselsnummer": lambda v: v[:6] + " " + v[6:],
    "kennitala": lambda v: v[:6] + "-" + v[6:], "nir": lambda v: grouped(v, (1, 2, 2, 2, 3, 3, 2), " "), "steuer-id": lambda v: grouped(v, (2, 3, 3, 3), " "),
    "ahv": lambda v: grouped(v, (3, 4, 4, 2), "."), "rijksregisternummer": lambda v: f"{v[:2]}.{v[2:4]}.{v[4:6]}-{v[6:9]}.{v[9:]}", "nhs": lambda v: grouped(v, (3, 3, 4), " "),
    "nino": lambda v: grouped(v, (2, 2, 2, 2, 1), " "), "sin": lambda v: grouped(v, (3, 3, 3), " "), "tfn": lambda v: grouped(v, (3, 3, 3), " "),
    "medicare-australia": lambda v: grouped(v, (4, 5, 1), " "), "ird": lambda v: grouped(v, (3, 3, 3), "-"), "rodne-cislo": lambda v: v[:6] + "/" + v[6:],
    "cuit": lambda v: grouped(v, (2, 8, 1), "-"), "my-number": lambda v: spaced(v), "id-thailand": lambda v: grouped(v, (1, 4, 5, 2, 1), "-"),
    "emirates-id": lambda v: grouped(v, (3, 4, 7, 1), "-"), "snils": lambda v: grouped(v[:9], (3, 3, 3), "-") + " " + v[9:], "card": lambda v: spaced(v), "iban-field": lambda v: spaced(v),
}


def name():
    return random.choice(FIRST), random.choice(LAST)


def street():
    return random.choice(["Foundry Street", "Station Lane", "Mill Road", "Harbour View"])


def records():
    given, family = name()
    mail = f"{given}.{family}@{random.choice(['nordvind', 'kvarnby', 'stalverk'])}-energi.{random.choice(['se', 'fi', 'no', 'de'])}".lower()
    n = random.randint(1, 999)
    return {
        "name-json": json.dumps({"first_name": given, "last_name": family}),
        "name-camel": json.dumps({"firstName": given, "lastName": family}),
        "name-german": json.dumps({"vorname": given, "nachname": family}),
        "name-french": json.dumps({"prénom": given, "nom_de_famille": family}, ensure_ascii=False),
        "name-swedish": f"förnamn;efternamn\n{given};{family}",
        "name-spanish": json.dumps({"apellidos": family, "middle_name": given}),
        "name-csv": f"id,first name,last name\n1,{given},{family}\n2,{FIRST[n % 30]},{LAST[n % 29]}",
        "name-xml": f"<p><givenName>{given}</givenName><familyName>{family}</familyName></p>",
        "name-full": json.dumps({"full_name": f"{given} {family}"}),
        "name-customer": f"customer_name: {given} {family}",
        "name-cardholder": json.dumps({"cardholder": f"{given} {family}"}),
        "address-json": json.dumps({"street": f"{n} {street()}", "city": "Tampere"}),
        "address-line": json.dumps({"address": f"{n} {street()}, Bergamo"}),
        "address-german": json.dumps({"strasse": f"Hafenstraße {n}", "plz": "24103"}, ensure_ascii=False),
        "address-swedish": f"gatuadress;ort\nStorgatan {n};Kiruna",
        "address-label": f"Anschrift: Lindenallee {n}, 24103 Kiel",
        "address-billing": json.dumps({"billing_street": f"{n} {street()}"}),
        "address-dutch": json.dumps({"adres": f"Keizersgracht {n}"}),
        "mail-json": json.dumps({"contact": mail}),
        "mail-prose": f"{given} wrote from {mail} on Monday",
        "mail-csv": f"id;mail\n17;{mail}",
        "mail-angle": f"From: {given} {family} <{mail}>",
        "mail-link": f'<a href="mailto:{mail}">',
        "mail-escaped": json.dumps({"body": json.dumps({"mail": mail})}),
        "fhir": json.dumps({"resourceType": "Patient", "name": [{"family": family, "given": [given]}]}),
        "vcard": json.dumps({"card": f"BEGIN:VCARD\nVERSION:4.0\nFN:{given} {family}\nEND:VCARD\n"}),
        "ldif": f"dn: uid={family.lower()},ou=people,dc=x\nobjectClass: inetOrgPerson\nsn: {family}",
        "hl7": f"PID|1||PAT{n}^^^HOSP||{family.upper()}^{given.upper()}||19840312|F",
        "json-ld": json.dumps({"@type": "Person", "name": f"{given} {family}"}),
        "mrz": mrz(),
        "stripe": json.dumps({"id": "cus_" + digits(1) + letters(6) + "kSRRqx", "object": "customer"}),
        "freshdesk": json.dumps({"requester_id": n, "responder_id": 1, "subject": "Help", "cc_emails": []}),
        "shopify": json.dumps({"admin_graphql_api_id": f"gid://shopify/Customer/{digits(10, '6')}"}),
        "hubspot": json.dumps({"vid": n, "properties": {"lifecyclestage": {"value": "customer"}}}),
        "zendesk": json.dumps({"requester_id": n, "subject": "x", "ticket_form_id": 2}),
        "zoho": json.dumps({"Lead_Source": "Web", "Company": family, "Last_Activity_Time": None}),
        "iban-prose": f"IBAN {spaced(iban('GB', 'NWBK' + digits(14)))}",
        "iban-joined": "IBAN" + iban("DE", digits(18)),
        "iban-small": spaced(iban("DE", digits(18)).lower()),
        "iban-french": iban("FR", digits(20) + "M" + digits(2)),
        "iban-dutch": json.dumps({"x": iban("NL", "ABNA" + digits(10))}),
        "card-prose": "paid with " + spaced(NUMBERS["card"][0]()),
        "details": json.dumps({"nationality": "Swedish", "marital_status": "Married"}),
    }


def forms():
    """Each form's name, and a function that makes a text of it."""
    made = {key: (lambda key=key: records()[key]) for key in records()}
    for key, (make, names) in NUMBERS.items():
        made["number-" + key] = lambda make=make, names=names: placed(random.choice(names), make())
    for key, write in WRITTEN.items():
        make, names = NUMBERS[key]
        made["written-" + key] = lambda make=make, names=names, write=write: placed(random.choice(names), write(make()))
    for key, (form, first) in PHONES.items():
        made["phone-" + key] = lambda form=form, first=first: placed(random.choice(PHONE_NAMES), phone(form, first))
    return made
