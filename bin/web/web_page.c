/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_page.c - HTML and words of the pages; they need no JavaScript
 */
#include "bin/web/web.h"

struct words {
	const char *lang, *user, *password, *once_button;
	struct {
		const char *title, *text;
	} page[WEB_PAGE_MISSING + 1];
	const char *log_in, *log_out, *again;
};

static const struct words words[] = {
	[PROV_WEB_ENGLISH] = {
		.lang = "en", .user = "User name or mail address", .password = "Password",
		.log_in = "Log in", .log_out = "Log out", .again = "Go to the login page",
		.once_button = "Continue",
		.page = {
			[WEB_PAGE_LOGIN] = { "Log in", NULL },
			[WEB_PAGE_ONCE] = { "Log in", "One click and you are logged in." },
			[WEB_PAGE_LOGOUT] = { "Log out", "Do you want to log out?" },
			[WEB_PAGE_WRONG] = { "Log in", "User name or password is wrong." },
			[WEB_PAGE_BARRED] = { "Log in", "This account may not log in here." },
			[WEB_PAGE_MANY] = { "Log in", "Too many attempts. Please try again later." },
			[WEB_PAGE_AWAY] = {
				"Log in", "The login service cannot be reached at the moment. This says "
				"nothing about your password. Please try again in a few minutes." },
			[WEB_PAGE_LEFT] = { "Log in", "You are logged out." },
			[WEB_PAGE_STALE] = {
				"This link is no longer valid", "It can be used once, and only for a short "
				"time. Please get a new one where you got this one." },
			[WEB_PAGE_FOREIGN] = {
				"This did not work", "The request did not come from this page. Please log "
				"in here; very old browsers cannot." },
			[WEB_PAGE_MISSING] = { "There is no such page", "" },
		},
	},
	[PROV_WEB_GERMAN] = {
		.lang = "de", .user = "Benutzername oder Mailadresse", .password = "Passwort",
		.log_in = "Anmelden", .log_out = "Abmelden", .again = "Zur Anmeldung",
		.once_button = "Weiter",
		.page = {
			[WEB_PAGE_LOGIN] = { "Anmelden", NULL },
			[WEB_PAGE_ONCE] = { "Anmelden", "Ein Klick, und Sie sind angemeldet." },
			[WEB_PAGE_LOGOUT] = { "Abmelden", "Möchten Sie sich abmelden?" },
			[WEB_PAGE_WRONG] = { "Anmelden", "Benutzername oder Passwort ist falsch." },
			[WEB_PAGE_BARRED] = { "Anmelden", "Dieses Konto darf sich hier nicht anmelden." },
			[WEB_PAGE_MANY] = {
				"Anmelden", "Zu viele Versuche. Bitte versuchen Sie es später noch einmal." },
			[WEB_PAGE_AWAY] = {
				"Anmelden", "Der Anmeldedienst ist im Moment nicht erreichbar. Das sagt "
				"nichts über Ihr Passwort. Bitte versuchen Sie es in einigen Minuten noch "
				"einmal." },
			[WEB_PAGE_LEFT] = { "Anmelden", "Sie sind abgemeldet." },
			[WEB_PAGE_STALE] = {
				"Dieser Link gilt nicht mehr", "Er gilt nur einmal und nur kurze Zeit. "
				"Bitte holen Sie sich einen neuen, wo Sie diesen bekommen haben." },
			[WEB_PAGE_FOREIGN] = {
				"Das hat nicht geklappt", "Die Anfrage kam nicht von dieser Seite. Bitte "
				"melden Sie sich hier an; sehr alte Browser können das nicht." },
			[WEB_PAGE_MISSING] = { "Diese Seite gibt es nicht", "" },
		},
	},
};

const char web_page_style[] =
	":root{color-scheme:light dark;--back:#f3f4f6;--card:#fff;--text:#1f2933;--soft:#52606d;"
	"--line:#9aa5b1;--key:#1d4ed8;--key-text:#fff;--note:#fff4e5;--note-line:#b45309}\n"
	"@media(prefers-color-scheme:dark){:root{--back:#14181d;--card:#1f262e;--text:#e8ecf0;--soft:#a9b4bf;"
	"--line:#6b7885;--key:#8ab4ff;--key-text:#0b1626;--note:#33291a;--note-line:#f0b35a}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:1rem;"
	"background:var(--back);color:var(--text);font:1rem/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,"
	"\"Noto Sans\",\"DejaVu Sans\",sans-serif}\n"
	"main{width:100%;max-width:24rem;padding:2rem;border-radius:.75rem;background:var(--card);"
	"box-shadow:0 1px 3px rgb(0 0 0/.2),0 8px 24px rgb(0 0 0/.08)}\n"
	"h1{margin:0 0 1.25rem;font-size:1.5rem;line-height:1.25}\n"
	"p{margin:0 0 1.25rem;color:var(--soft)}\n"
	".note{padding:.75rem 1rem;border-left:.25rem solid var(--note-line);border-radius:.25rem;"
	"background:var(--note);color:var(--text)}\n"
	"label{display:block;margin:0 0 .25rem;font-weight:600}\n"
	"input{display:block;width:100%;margin:0 0 1rem;padding:.625rem .75rem;border:1px solid var(--line);"
	"border-radius:.375rem;background:transparent;color:inherit;font:inherit}\n"
	"button,.button{display:block;width:100%;margin-top:1.5rem;padding:.75rem;border:0;"
	"border-radius:.375rem;background:var(--key);color:var(--key-text);font:inherit;font-weight:600;"
	"text-align:center;"
	"text-decoration:none;cursor:pointer}\n"
	"input:focus-visible,button:focus-visible,.button:focus-visible{outline:.1875rem solid var(--key);"
	"outline-offset:.125rem}\n"
	"@media(max-width:30rem){body{align-items:flex-start;padding:0;background:var(--card)}"
	"main{max-width:none;padding:2rem 1.25rem;border-radius:0;box-shadow:none}}\n";

static void add_text(struct prov_str *out, const char *text)
{
	static const struct { char c; const char *as; } marks[] = {
		{ '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { '\'', "&#39;" },
	};

	for (; *text; text++) {
		size_t i = 0;

		while (i < COUNT(marks) && marks[i].c != *text)
			i++;
		if (i < COUNT(marks))
			prov_str_add(out, marks[i].as);
		else
			prov_str_add_char(out, *text);
	}
}

static void add_hidden(struct prov_str *out, const char *name, const char *value)
{
	if (!value || !value[0])
		return;
	prov_str_addf(out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
	add_text(out, value);
	prov_str_add(out, "\">\n");
}

static void open_form(struct prov_str *out, const char *action)
{
	prov_str_addf(out, "<form method=\"post\" action=\"%s\">\n", action);
}

static void close_form(struct prov_str *out, const char *button)
{
	prov_str_addf(out, "<button>%s</button>\n</form>\n", button);
}

/* The name stays, the password is typed again; where the name is there, the password has the focus. */
static void add_login(struct prov_str *out, const struct words *w, const struct web_fields *f)
{
	bool named = f->user && prov_utf8_is_valid(f->user, strlen(f->user));

	open_form(out, "/login");
	prov_str_addf(out, "<label for=\"user\">%s</label>\n<input id=\"user\" name=\"user\" "
		      "autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" required%s "
		      "value=\"", w->user,
		      named ? "" : " autofocus");
	add_text(out, named ? f->user : "");
	prov_str_addf(out, "\">\n<label for=\"password\">%s</label>\n<input id=\"password\" "
		      "name=\"password\" type=\"password\" autocomplete=\"current-password\" required%s>\n",
		      w->password,
		      named ? " autofocus" : "");
	add_hidden(out, "next", f->next);
	close_form(out, w->log_in);
}

static void add_form(struct prov_str *out, enum web_page page, const struct words *w,
		     const struct web_fields *f)
{
	if (page == WEB_PAGE_ONCE) {
		open_form(out, "/login/once");
		add_hidden(out, "t", f->token);
		add_hidden(out, "next", f->next);
		close_form(out, w->once_button);
	} else if (page == WEB_PAGE_LOGOUT) {
		open_form(out, "/logout");
		close_form(out, w->log_out);
	} else if (page >= WEB_PAGE_STALE) {
		prov_str_addf(out, "<a class=\"button\" href=\"/login\">%s</a>\n", w->again);
	} else {
		add_login(out, w, f);
	}
}

void web_page_write(struct prov_str *out, enum web_page page, enum prov_web_language language,
		    const struct web_fields *field)
{
	const struct words *w = &words[language];
	const char *title = w->page[page].title, *text = w->page[page].text;
	bool note = page >= WEB_PAGE_WRONG && page <= WEB_PAGE_LEFT;

	prov_str_addf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta name=\"robots\" content=\"noindex\">\n"
		      "<title>%s</title>\n<link rel=\"icon\" href=\"data:,\">\n"
		      "<link rel=\"stylesheet\" href=\"/login/style.css\">\n</head>\n<body>\n<main>\n"
		      "<h1>%s</h1>\n",
		      w->lang, title, title);
	if (text && text[0])
		prov_str_addf(out, note ? "<p class=\"note\" role=\"alert\">%s</p>\n" : "<p>%s</p>\n", text);
	add_form(out, page, w, field);
	prov_str_add(out, "</main>\n</body>\n</html>\n");
}
