/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_chars.c - DR2 to DR7: tables of what may be part of names, lines, domains and addresses
 */
#include <uninorm.h>
#include <unistr.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"

/* want: why not; NULL: it may. */
struct row {
	const char *text, *want;
};

static void has(const char *text, bool good, const struct prov_flaw *flaw, const char *want)
{
	struct prov_str why = PROV_STR_INIT, shown = PROV_STR_INIT;

	prov_chars_show(&shown, text, strlen(text));
	if (!good)
		prov_chars_add_flaw(flaw, &why);
	is_str(good ? NULL : why.p, want, "\"%s\"", shown.p);
	prov_str_fini(&why);
	prov_str_fini(&shown);
}

/* ---- names and lines ---- */

static const struct row names[] = {
	{ "anna", NULL }, { "Anna Arndt", NULL }, { "j\u00fcrgen", NULL }, { "\u7530\u4e2d", NULL },
	{ "ju\u0308rgen", NULL }, { "\u0308a", "begins with a combining character U+0308" },
	{ "a\u00a0", "has a blank U+00A0" }, { "a\u2003b", "has a blank U+2003" },
	{ "a\u3000b", "has a blank U+3000" }, { "a\u202fb", "has a blank U+202F" },
	{ "a\u1680", "has a blank U+1680" }, { "a\u205f", "has a blank U+205F" },
	{ "a\u2028b", "has a line end U+2028" }, { "a\u2029b", "has a line end U+2029" },
	{ "a\nb", "has a control character U+000A" }, { "a\x7f", "has a control character U+007F" },
	{ "a\xc2\x85", "has a control character U+0085" },
	{ "a\u00adb", "has an invisible character U+00AD" },
	{ "a\u034fb", "has an invisible character U+034F" },
	{ "a\u061cb", "has an invisible character U+061C" },
	{ "\u115fa", "has an invisible character U+115F" },
	{ "\u1160", "has an invisible character U+1160" },
	{ "a\u17b4", "has an invisible character U+17B4" },
	{ "a\u180e", "has an invisible character U+180E" },
	{ "a\u200bb", "has an invisible character U+200B" },
	{ "a\u200cb", "has an invisible character U+200C" },
	{ "a\u200db", "has an invisible character U+200D" },
	{ "a\u200eb", "has an invisible character U+200E" },
	{ "a\u200fb", "has an invisible character U+200F" },
	{ "a\u202ab", "has an invisible character U+202A" },
	{ "a\u202eb", "has an invisible character U+202E" },
	{ "a\u2060b", "has an invisible character U+2060" },
	{ "a\u2063b", "has an invisible character U+2063" },
	{ "a\u2066b", "has an invisible character U+2066" },
	{ "a\u2069b", "has an invisible character U+2069" },
	{ "a\u206fb", "has an invisible character U+206F" },
	{ "a\u2800b", "has an invisible character U+2800" },
	{ "a\u3164b", "has an invisible character U+3164" },
	{ "a\ufe0f", "has an invisible character U+FE0F" },
	{ "\ufeffa", "has an invisible character U+FEFF" },
	{ "a\uffa0", "has an invisible character U+FFA0" },
	{ "a\ufff9b", "has an invisible character U+FFF9" },
	{ "a\ufffc", "has an invisible character U+FFFC" },
	{ "a\U0001d173", "has an invisible character U+1D173" },
	{ "a\U000e0001", "has an invisible character U+E0001" },
	{ "a\U000e0061", "has an invisible character U+E0061" },
	{ "a\U000e0100", "has an invisible character U+E0100" },
	{ "a\ue000", "has a private character U+E000" },
	{ "a\U0010fffd", "has a private character U+10FFFD" },
	{ "a\u0378", "has an unassigned character U+0378" },
	{ "a\ufdd0", "has an unassigned character U+FDD0" },
	{ "a\uffff", "has an unassigned character U+FFFF" },
	{ "a\xff", "is not valid UTF-8" }, { "a\xc3", "is not valid UTF-8" },
};

/* Persian, Bengali, Sinhala, a Japanese variant, an emoji, Mongolian; an Arabic number sign. */
static const struct row lines[] = {
	{ "Anna\u00a0Arndt", NULL }, { "\u5c71\u7530\u3000\u592a\u90ce", NULL },
	{ "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", NULL },
	{ "\u09b0\u200d\u09cd\u09af\u09be", NULL }, { "\u0dc1\u0dca\u200d\u0dbb\u0dd3", NULL },
	{ "\u845b\U000e0100\u57ce", NULL }, { "\u2764\ufe0f", NULL }, { "\u1820\u180b", NULL },
	{ "\u06dd\u0661", NULL },
	{ "Auf\u200clage", "has an invisible character U+200C" },
	{ "\u0645\u200c", "has an invisible character U+200C" },
	{ "\u200d\u0645", "has an invisible character U+200D" },
	{ "a\ufe0f", "has an invisible character U+FE0F" },
	{ "a\u180b", "has an invisible character U+180B" },
	{ "A\u202enna", "has an invisible character U+202E" },
	{ "A\u200bnna", "has an invisible character U+200B" },
	{ "A\u2028nna", "has a line end U+2028" }, { "A\nnna", "has a control character U+000A" },
	{ "A\ue000", "has a private character U+E000" },
};

static void characters(void)
{
	struct prov_flaw flaw;

	for (size_t i = 0; i < COUNT(names); i++)
		has(names[i].text, prov_chars_check(names[i].text, strlen(names[i].text), PROV_USE_NAME,
						    &flaw), &flaw, names[i].want);
	for (size_t i = 0; i < COUNT(lines); i++)
		has(lines[i].text, prov_chars_check(lines[i].text, strlen(lines[i].text), PROV_USE_LINE,
						    &flaw), &flaw, lines[i].want);
	ok(prov_chars_check("a\n\tb\u200b", 7, PROV_USE_TEXT, &flaw), "long text may have all of it");
	ok(!prov_chars_check("a\x1b", 2, PROV_USE_TEXT, &flaw), "but control characters");
	ok(prov_chars_is_seen(" \u0301.", 4), "a dot is seen");
	ok(!prov_chars_is_seen(" \u00a0\u3000\u0301\u200b", 12), "DR4: blanks, marks and joiners are not");
}

static void tidy(const char *text, const char *want)
{
	struct prov_str out = PROV_STR_INIT, again = PROV_STR_INIT;

	prov_chars_add_line(&out, text, strlen(text));
	is_str(out.p, want, "a line: \"%s\"", want);
	prov_chars_add_line(&again, out.p, out.len);
	is_str(again.p, out.p, "is the same when it is made again");
	prov_str_fini(&out);
	prov_str_fini(&again);
}

static void tidy_lines(void)
{
	tidy("", "");
	tidy("  Anna   Arndt ", "Anna Arndt");
	tidy("Anna\u00a0Arndt\u3000", "Anna Arndt");
	tidy("Anna\u2028\r\n\tArndt", "Anna Arndt");
	tidy("\ufeffA\u200bn\u202ena\ue000", "Anna");
	tidy("Ju\u0308rgen", "J\u00fcrgen");
	tidy("\u00a0\u200b ", "");
	tidy("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e");
	tidy("a\u200cb", "ab");
}

/* ---- DR3: one form ---- */

static void forms(void)
{
	static const char nfd[] = "Ju\u0308rgen \u212a \uac00 \u1100\u1161", latin[] = "M\u00fcller \u0160";
	struct prov_str a = PROV_STR_INIT, b = PROV_STR_INIT;

	prov_utf8_nfc(&a, nfd, strlen(nfd));
	is_str(a.p, "J\u00fcrgen K \uac00 \uac00", "DR3: NFC");
	prov_str_clear(&a);
	prov_utf8_lower(&a, "JU\u0308RGEN", strlen("JU\u0308RGEN"));
	prov_utf8_lower(&b, "J\u00dcRGEN", strlen("J\u00dcRGEN"));
	is_str(a.p, b.p, "DR3: lower case of both forms is one");
	prov_str_clear(&a);
	prov_str_clear(&b);
	prov_utf8_lower(&a, "H\u0331", strlen("H\u0331"));
	prov_utf8_lower(&b, "\u1e96", strlen("\u1e96"));
	is_str(a.p, b.p, "DR3: also where only the small letter is one character");
	ok(prov_utf8_nfc_is_simple(latin, strlen(latin)), "most text needs no work");
	ok(!prov_utf8_nfc_is_simple("u\u0308", 3), "some does");
	prov_str_fini(&a);
	prov_str_fini(&b);
}

/* Does it stand for itself, and can be seen? */
static bool stands_alone(ucs4_t cp)
{
	struct prov_str nfc = PROV_STR_INIT;
	struct prov_flaw flaw;
	uint8_t text[8];
	int len = u8_uctomb(text, cp, sizeof(text));
	bool good = len > 0;

	prov_utf8_nfc(&nfc, (const char *)text, (size_t)len);
	good = good && nfc.len == (size_t)len && memcmp(nfc.p, text, (size_t)len) == 0 &&
		prov_chars_check((const char *)text, (size_t)len, PROV_USE_NAME, &flaw) &&
		prov_chars_is_seen((const char *)text, (size_t)len);
	prov_str_fini(&nfc);
	return good;
}

static bool is_line(const char *text)
{
	return prov_chars_is_line(text, strlen(text));
}

/* Those of which nothing more is asked. */
static void letters(void)
{
	int known = 0, bad = 0, second = 0;

	for (ucs4_t cp = 0; cp <= 0x10FFFF; cp++) {
		ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];

		known += prov_utf8_nfc_is_letter(cp);
		bad += prov_utf8_nfc_is_letter(cp) && !stands_alone(cp);
		second += uc_canonical_decomposition(cp, parts) == 2 && prov_utf8_nfc_is_letter(parts[1]);
	}
	ok(known > 75000, "%d letters are known", known);
	is_int(bad, 0, "DR3, DR4: all of them can be seen, and are in NFC");
	is_int(second, 0, "DR3: and none is put together with what stands before it");
	ok(is_line("\u4f50\u85e4 M\u00fcller"), "a line is one at a look");
	ok(!is_line("u\u0308"), "one with a mark is looked at");
	ok(!is_line("\u00a0a"), "and one with another blank");
	ok(!is_line("a\xc3") && !is_line("\xff"), "and what is not UTF-8");
}

/* ---- DR5, DR7: domains; want: the ASCII form, or why not after "!" ---- */

#define L10 "abcdefghij"
#define L60 L10 L10 L10 L10 L10 L10

static const char hyphen[] = "!has a label that begins or ends with a hyphen in its domain";
static const char empty[] = "!has an empty label in its domain";
static const char chars[] = "!has characters in its domain that no domain has";
static const char idna[] = "!has a domain that IDNA does not allow";

static const struct row domains[] = {
	{ "acme.example", "acme.example" }, { "Acme.EXAMPLE", "acme.example" }, { "a", "a" },
	{ "1and1.example", "1and1.example" }, { "r3---sn.example", "r3---sn.example" },
	{ L60 "abc.example", L60 "abc.example" },
	{ L60 "abcd.example", "!has a label of more than 63 characters in its domain" },
	{ L60 "." L60 "." L60 "." L60 "." L10, "!has a domain of more than 253 characters" },
	{ L60 "." L60 "." L60 "." L60 ".abcdefghi", L60 "." L60 "." L60 "." L60 ".abcdefghi" },
	{ "acme-.example", hyphen }, { "-acme.example", hyphen }, { "acme.-", hyphen }, { "-", hyphen },
	{ "acme.example-", hyphen }, { "", empty }, { ".", empty }, { "acme..example", empty },
	{ ".acme", empty }, { "acme.example.", empty }, { "a_b.example", chars }, { "a b.example", chars },
	{ "a*.example", chars }, { "[1.2.3.4]", chars }, { "a@b", chars },
	{ "m\u00fcller.example", "xn--mller-kva.example" },
	{ "M\u00dcLLER.example", "xn--mller-kva.example" },
	{ "mu\u0308ller.example", "xn--mller-kva.example" },
	{ "xn--mller-kva.example", "xn--mller-kva.example" },
	{ "XN--Mller-KVA.Example", "xn--mller-kva.example" },
	{ "fa\u00df.example", "xn--fa-hia.example" }, { "m\u3002\u00fc.example", "m.xn--tda.example" },
	{ "\u2615.example", idna }, { "xn--ls8h.example", idna }, { "m\u00fcller-.example", idna },
	{ "-\u00fc.example", idna }, { "m\u00fc_ller.example", chars },
	{ "acme.example\u00a0", "!has a blank U+00A0" },
	{ "ac\u00adme.example", "!has an invisible character U+00AD" },
	{ "ac\u200bme.example", "!has an invisible character U+200B" },
};

static void domain_forms(void)
{
	for (size_t i = 0; i < COUNT(domains); i++) {
		struct prov_str out = PROV_STR_INIT;
		struct prov_flaw flaw;
		const char *text = domains[i].text;

		if (!prov_domain_to_ascii(&out, text, strlen(text), &flaw)) {
			is_int((long long)out.len, 0, "nothing is added for what is none");
			prov_str_add_char(&out, '!');
			prov_chars_add_flaw(&flaw, &out);
		}
		is_str(out.p, domains[i].want, "domain \"%s\"", text);
		prov_str_fini(&out);
	}
}

static const struct row login_names[] = {
	{ "Acme", "acme" }, { "1", "1" }, { "Acme-.example", "acme-.example" },
	{ "m\u00fcller.example", "xn--mller-kva.example" }, { "M\u00fcller", "m\u00fcller" },
	{ "Mu\u0308ller", "m\u00fcller" },
	{ "m\u00fcller & s\u00f6hne e.V.", "m\u00fcller & s\u00f6hne e.v." },
};

static void login_forms(void)
{
	for (size_t i = 0; i < COUNT(login_names); i++) {
		struct prov_str out = PROV_STR_INIT;

		prov_domain_login_name(&out, login_names[i].text, strlen(login_names[i].text));
		is_str(out.p, login_names[i].want, "DR5: login name of %s", login_names[i].text);
		prov_str_fini(&out);
	}
}

/* ---- DR2, DR6: addresses ---- */

#define X64 L60 "abcd"

static const struct row addresses[] = {
	{ "anna@acme.example", NULL }, { "Anna.B+c!#$%&'*/=?^_`{|}~-@a.b", NULL }, { "a@b", NULL },
	{ "j\u00fcrgen@m\u00fcller.example", NULL }, { X64 "@b.example", NULL }, { "a*@b.example", NULL },
	{ X64 "x@b.example", "has more than 64 bytes before the @" },
	{ X64 "@" L60 "." L60 "." L60 "." L10, "is longer than 254 bytes" },
	{ "anna", "has no @" }, { "", "has no @" }, { "@b.example", "has nothing before the @" },
	{ "*@b.example", "has a * in the place of a name" },
	{ ".a@b", "begins or ends with a dot before the @" },
	{ "a.@b", "begins or ends with a dot before the @" },
	{ "a..b@c", "has two dots in a row before the @" }, { "a@", "has an empty label in its domain" },
	{ "a b@c", "has characters before the @ that no address has" },
	{ "\"a b\"@c", "has characters before the @ that no address has" },
	{ "a@b@c", "has characters in its domain that no domain has" },
	{ "a@b c", "has characters in its domain that no domain has" },
	{ "a@acme-.example", "has a label that begins or ends with a hyphen in its domain" },
	{ "a\u200b@acme.example", "has an invisible character U+200B" },
	{ "a@acme.example\u00a0", "has a blank U+00A0" },
	{ "\ufeff" "a@b", "has an invisible character U+FEFF" },
	{ "a\u2060@b", "has an invisible character U+2060" },
	{ "a@b\u00ad", "has an invisible character U+00AD" },
	{ "a\x01@b", "has a control character U+0001" }, { "a\xff@b", "is not valid UTF-8" },
};

static void mail(void)
{
	static const char nfd[] = "JU\u0308RGEN@M\u00dcLLER.example";
	struct prov_str out = PROV_STR_INIT;
	struct prov_flaw flaw;

	for (size_t i = 0; i < COUNT(addresses); i++) {
		const char *text = addresses[i].text;

		prov_str_clear(&out);
		has(text, prov_mail_check(text, strlen(text), &flaw), &flaw, addresses[i].want);
		ok(prov_mail_normalize(&out, text, strlen(text)) == !addresses[i].want, "has a form or not");
		if (addresses[i].want)
			is_int((long long)out.len, 0, "and nothing is added for what is none");
	}
	prov_str_clear(&out);
	ok(prov_mail_normalize(&out, nfd, strlen(nfd)), "DR3: an address in NFD");
	is_str(out.p, "j\u00fcrgen@xn--mller-kva.example", "DR3: is searched in NFC");
	prov_str_fini(&out);
	ok(prov_mail_has_delimiter("a+b@c", 5, "+"), "DR19: a local part that is cut");
	ok(prov_mail_has_delimiter("a-b@c", 5, "+-"), "DR19: at one of several");
	ok(!prov_mail_has_delimiter("ab@c-d", 6, "+-"), "DR19: the domain is not");
	ok(!prov_mail_has_delimiter("a+b@c", 5, ""), "DR19: no delimiter cuts nothing");
}

/* ---- DR12 ---- */

static void places(void)
{
	static const char *const zones[] = {
		"Europe/Berlin", "UTC", "GMT", "America/Argentina/Salta", "Etc/GMT+1"
	};
	static const char *const no_zones[] = {
		"", "Nowhere/Land", "/etc/passwd", "../../../etc/passwd", "Europe", "europe/berlin ",
		"posix/UTC", "right/UTC", "localtime", "leapseconds", "zone.tab", "Europe/Berlin/"
	};
	static const char *const languages[] = { "de_DE", "en_US", "zh_Hans_CN", "es_419" };
	static const char *const no_languages[] = {
		"", "de", "_", "de_", "_DE", "de_D", "d_DE", "de DE", "de__DE", "deutschland_DE", "de_DE\n"
	};

	for (size_t i = 0; i < COUNT(zones); i++)
		ok(prov_zone_is_known(zones[i]), "DR12: time zone %s", zones[i]);
	for (size_t i = 0; i < COUNT(no_zones); i++)
		ok(!prov_zone_is_known(no_zones[i]), "DR12: no time zone: \"%s\"", no_zones[i]);
	for (size_t i = 0; i < COUNT(languages); i++)
		ok(prov_language_is_valid(languages[i]), "language %s", languages[i]);
	for (size_t i = 0; i < COUNT(no_languages); i++)
		ok(!prov_language_is_valid(no_languages[i]), "no language: row %zu", i);
}

int main(void)
{
	characters();
	tidy_lines();
	forms();
	letters();
	domain_forms();
	login_forms();
	mail();
	places();
	return done();
}
