/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/map_expr.c - the language of mapping rules: what each form gives, what is refused
 */
#include <stdlib.h>

#include "ldap/map/map.h"
#include "tests/lib/tap.h"

#define T(s) { (s), sizeof(s) - 1 }

/* The entry that all expressions are evaluated over. */
static struct prov_text uid[] = { T("anna") }, sn[] = { T("M\xC3\xBCller") };
static struct prov_text mail[] = { T("anna@x.de"), T("a.mueller@x.de"), T("am@x.de") };
static struct prov_text proxy[] = { T("smtp:am@x.de"), T("SMTP:anna@x.de"), T("X500:/o=x") };
static struct prov_text flags[] = { T("514") }, empty[] = { T("") }, state[] = { T("Inactive") };
static struct prov_text city[] = { T("\xC5\x81\xC3\xB3""d\xC5\xBA K\xC3\xB8"
	"benhavn Malm\xC5\x91 Stra\xC3\x9F""e") };
static struct prov_text size[] = { T("5 GB") }, bytes[] = { T("1048577") };
static struct prov_text odd[] = { T("not a number") };

static const struct {
	const char *name;
	struct prov_values values;
	size_t pick;
} entry[] = {
	{ "uid", { uid, 1 }, 0 }, { "sn", { sn, 1 }, 0 }, { "mail", { mail, 3 }, 1 },
	{ "proxyAddresses", { proxy, 3 }, 0 }, { "flags", { flags, 1 }, 0 },
	{ "empty", { empty, 1 }, 0 }, { "state", { state, 1 }, 0 }, { "odd", { odd, 1 }, 0 },
	{ "city", { city, 1 }, 0 }, { "size", { size, 1 }, 0 }, { "bytes", { bytes, 1 }, 0 },
};

static char *eval(const char *text, bool list, struct prov_err *err)
{
	struct prov_map_attrs attrs = { NULL, 0, 0 };
	struct prov_map_expr *expr = prov_map_parse(text, list, &attrs, err);
	struct prov_map_slot *slots = prov_alloc((attrs.n + 1) * sizeof(*slots));
	struct prov_map_input in = { .slots = slots, .pool = prov_pool_new(), .tmp = PROV_STR_INIT };
	struct prov_map_out out = { NULL, 0, 0 };
	struct prov_str joined = PROV_STR_INIT;

	for (size_t i = 0; expr && i < attrs.n; i++)
		for (size_t j = 0; j < COUNT(entry); j++)
			if (strcmp(attrs.names[i], entry[j].name) == 0)
				slots[i] = (struct prov_map_slot){
					.values = entry[j].values, .pick = entry[j].pick, .plain = true };
	if (expr)
		prov_map_expr_eval(expr, &in, &out);
	for (size_t i = 0; i < out.n; i++)
		prov_str_addf(&joined, "[%.*s]", (int)out.v[i].len, out.v[i].p);
	free(out.v);
	prov_str_fini(&in.tmp);
	free(in.work.v);
	prov_pool_free(in.pool);
	free(slots);
	prov_map_attrs_fini(&attrs);
	prov_map_expr_free(expr);
	return expr ? prov_str_take(&joined) : NULL;
}

static void gives(const char *text, bool list, const char *want)
{
	struct prov_err err = PROV_ERR_INIT;
	PROV_CLEANUP(prov_freep) char *got = eval(text, list, &err);

	is_str(got ? got : err.msg, want, "%s%s", list ? "list: " : "", text);
}

static void refused(const char *text, const char *why)
{
	struct prov_err err = PROV_ERR_INIT;
	PROV_CLEANUP(prov_freep) char *got = eval(text, false, &err);

	ok(!got && err.code == PROV_E_CONFIG && strstr(err.msg, why), "%s: %s", text, err.msg);
}

static void single(void)
{
	gives("${uid}", false, "[anna]");
	gives("", false, "");
	gives("constant text", false, "[constant text]");
	gives("${uid}@example.com", false, "[anna@example.com]");
	gives("${uid}@${sn}", false, "[anna@M\xC3\xBCller]");
	gives("${none}", false, "");
	gives("${empty}", false, "");
	gives("${none}@example.com", false, "");
	gives("${none} ${sn}", false, "[M\xC3\xBCller]");
	gives("${uid} ${none}", false, "[anna]");
	gives("${mail}", false, "[a.mueller@x.de]");
	gives("${none:-word}", false, "[word]");
	gives("${empty:-word}", false, "[word]");
	gives("${uid:-word}", false, "[anna]");
	gives("${none:-${uid}@example.com}", false, "[anna@example.com]");
	gives("${none:-${none2:-${uid}}}", false, "[anna]");
	gives("${none:-}", false, "");
	gives("${uid:+yes}", false, "[yes]");
	gives("${none:+yes}", false, "");
	gives("${uid:+${sn}, ${uid}}", false, "[M\xC3\xBCller, anna]");
	gives("$$ ${uid} $$", false, "[$ anna $]");
	gives("a}b", false, "[a}b]");
}

static void choices(void)
{
	gives("${proxyAddresses#SMTP:}", false, "[anna@x.de]");
	gives("${proxyAddresses#smtp:}", false, "[am@x.de]");
	gives("${proxyAddresses#sip:}", false, "");
	gives("${proxyAddresses#sip::-${uid}}", false, "[anna]");
	gives("${proxyAddresses#SMTP::-${uid}}", false, "[anna@x.de]");
	gives("${mail#anna@x.de:+it}", false, "[it]");
	gives("${mail#anna@x.de:-none left}", false, "[none left]");
	gives("${state=inactive:+false}", false, "[false]");
	gives("${state=inact:+false}", false, "");
	gives("${flags&2:+false}", false, "[false]");
	gives("${flags&4:+false}", false, "");
	gives("${flags&514}", false, "[514]");
	gives("${odd&2:+false}", false, "");
	gives("${none&2:+false}", false, "");
}

static void lists(void)
{
	gives("${mail}", true, "[anna@x.de][a.mueller@x.de][am@x.de]");
	gives("${none} ${uid}", true, "[anna]");
	gives("  ${uid}   ${sn} ", true, "[anna][M\xC3\xBCller]");
	gives("one two", true, "[one][two]");
	gives("${proxyAddresses#SMTP:} ${proxyAddresses#smtp:}", true, "[anna@x.de][am@x.de]");
	gives("x-${mail}-${uid}", true,
	      "[x-anna@x.de-anna][x-a.mueller@x.de-anna][x-am@x.de-anna]");
	gives("${none:-${mail}}", true, "[anna@x.de][a.mueller@x.de][am@x.de]");
	gives("${uid:+${mail}}", true, "[anna@x.de][a.mueller@x.de][am@x.de]");
	gives("${none:-a b}", true, "[a b]");
	gives("${none}x", true, "");
	gives("${none}-${uid}", true, "[-anna]");
	gives("", true, "");
}

static void functions(void)
{
	gives("${sn|lower}", false, "[m\xC3\xBCller]");
	gives("${sn|upper}", false, "[M\xC3\x9CLLER]");
	gives("${sn|ascii|lower}", false, "[mueller]");
	gives("${city|ascii}", false, "[Lodz Koebenhavn Malmo Strasse]");
	gives("${state*=ACT:+false}", false, "[false]");
	gives("${state*=x:+false}", false, "");
	gives("${uid|replace(n,m)}", false, "[amma]");
	gives("${uid|replace(nn,)}", false, "[aa]");
	gives("${uid|replace(n,\\,\\))}", false, "[a,),)a]");
	gives("${size|mib}", false, "[5120]");
	gives("${bytes|mib}", false, "[2]");
	gives("${bytes|mib(kB)}", false, "[1025]");
	gives("${none|mib:--1}", false, "[-1]");
	gives("${odd|mib}", false, "");
	gives("${mail|first}", true, "[a.mueller@x.de]");
	gives("${mail|join(; )}", false, "[a.mueller@x.de; anna@x.de; am@x.de]");
	gives("${mail|split(@)}", true, "[a.mueller][x.de][anna][x.de][am][x.de]");
	gives("${mail|upper}@${uid}", true, "[A.MUELLER@X.DE@anna][ANNA@X.DE@anna][AM@X.DE@anna]");
	gives("${none:+false} || ${flags&2:+false}", false, "[false]");
	gives("${none} || ${none2} || x", false, "[x]");
	gives("${uid} || ${sn}", false, "[anna]");
	gives("a | b", false, "[a | b]");
	gives("${none:-a||b}", false, "[a||b]");
	refused("${uid|lowr}", "column 7: after \"|\" comes lower, upper, ascii, replace, mib, past, "
		"first, join or split");
	refused("${uid|replace(a)}", "an argument is missing");
	refused("${uid|replace(,a)}", "empty");
	refused("${uid|lower(a)}", "too many arguments");
	refused("${uid|mib(x)}", "wants a unit");
	refused("${uid|past}", "an argument is missing");
	refused("${uid|past(day)}", "\"past\" wants days, seconds, milliseconds, filetime, time or date");
	refused("${uid|past(days,x)}", "after the form comes a number of days");
	refused("${uid|past(days,36526)}", "after the form comes a number of days");
	refused("${uid|past(days,1,2)}", "too many arguments");
	refused("${uid|past(days)}", "after \"past\" comes \":+\"");
	refused("${uid|past(days)|first:-x}", "after \"past\" comes \":+\"");
	refused("${uid|join(a}", "a \")\" is missing");
	refused("${uid} || ", "an alternative is missing");
}

static void errors(void)
{
	refused("${uid", "a \"}\" is missing");
	refused("${uid:-${sn}", "a \"}\" is missing");
	refused("$uid", "written \"$$\"");
	refused("${}", "name is missing");
	refused("${:domain}", "name is missing");
	refused("${uid:=x}", "expected");
	refused("${flags&x}", "number");
	refused("${flags&0}", "number");
	refused("${mail#}", "nothing to choose by");
	refused("a ${uid}${", "column 11");
	refused("${a:-${a:-${a:-${a:-${a:-${a:-${a:-${a:-${a:-${a:-${a:-${a:-${a:-${a:-${a:-${a:-${a:-"
		"${a:-${a:-${a:-${a:-${a:-x}}}}}}}}}}}}}}}}}}}}}}", "too deeply");
}

int main(void)
{
	single();
	choices();
	lists();
	functions();
	errors();
	return done();
}
