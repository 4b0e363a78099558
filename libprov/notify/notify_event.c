/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify_event.c - from a line of the change log to what is told
 *
 * Which attribute means which event is in the tables of attributes; here is only what the log says in
 * words of its own. What is told is that something changed, and by which names it may be known: who wants
 * to know the value looks. So an event that comes twice, or late, does no harm, and there is no secret in
 * it.
 */
#include "libprov/notify/notify.h"

#define BIT(ID) (1U << PROV_EVENT_##ID)

static const char *const words[] = {
#define WORD(ID, word, untold, meaning) word,
	PROV_EVENT_LIST(WORD)
#undef WORD
};

unsigned prov_notify_event_wanted(const char *const *list, size_t count)
{
#define TOLD(ID, word, untold, meaning) (untold ? 0U : BIT(ID)) |
	unsigned wanted = count ? 0 : PROV_EVENT_LIST(TOLD) 0U;
#undef TOLD

	for (size_t i = 0; i < count; i++)
		for (size_t w = 0; w < COUNT(words); w++)
			if (strcmp(list[i], words[w]) == 0)
				wanted |= 1U << w;
	return wanted;
}

/* ---- which events ---- */

static const struct prov_noun *noun_of(const char *kind)
{
	static const struct prov_noun *const nouns[] = {
		&prov_noun_user, &prov_noun_context, &prov_noun_group, &prov_noun_resource
	};

	for (size_t i = 0; i < COUNT(nouns); i++)
		if (strcmp(nouns[i]->name, kind) == 0)
			return nouns[i];
	return NULL;
}

/* What the log calls by a name that is no attribute's. */
static int event_of_word(const char *name)
{
	static const struct { const char *name; enum prov_event event; } others[] = {
		{ "modules", PROV_EVENT_MODULES }, { "access", PROV_EVENT_MODULES },
		{ "members_added", PROV_EVENT_MEMBERS }, { "members_removed", PROV_EVENT_MEMBERS },
	};

	for (size_t i = 0; i < COUNT(others); i++)
		if (strcmp(others[i].name, name) == 0)
			return (int)others[i].event;
	return -1;
}

static unsigned event_of(const struct prov_noun *noun, const char *name, const json_t *after)
{
	int attr = prov_noun_find(noun, name);
	int event = attr >= 0 ? PROV_ATTR_EVENT(noun->attrs[attr].flags) : event_of_word(name);

	if (event < 0)
		return 0;
	if (event == PROV_EVENT_ENABLE && !json_is_true(after))
		event = PROV_EVENT_DISABLE;
	return 1U << event;
}

/* Of all members that differ between the two; attributes without a column are one level deeper. */
static unsigned events_of(const struct prov_noun *noun, const json_t *before, const json_t *after)
{
	const json_t *sides[] = { before, after };
	unsigned events = 0;

	for (size_t i = 0; i < COUNT(sides); i++) {
		const char *name;
		json_t *value;

		json_object_foreach((json_t *)sides[i], name, value) {
			const json_t *old = json_object_get(before, name), *new = json_object_get(after,
				name);

			if (json_equal(old, new))
				continue;
			if (strcmp(name, "attrs") == 0)
				events |= events_of(noun, old, new);
			else
				events |= event_of(noun, name, new);
		}
	}
	return events;
}

unsigned prov_notify_event_of(const struct prov_notify_line *line)
{
	const struct prov_noun *noun = noun_of(line->kind);

	if (!noun)
		return 0;
	if (strcmp(line->action, "create") == 0)
		return BIT(CREATE);
	if (strcmp(line->action, "delete") == 0)
		return BIT(DELETE);
	if (strcmp(line->action, "disable") == 0)
		return BIT(DISABLE);
	/* Nothing that the log shows differs: the form that addresses are searched by does. */
	if (noun == &prov_noun_user && !json_object_size(line->before) && !json_object_size(line->after))
		return BIT(ADDRESSES);
	return events_of(noun, line->before, line->after);
}

/* ---- by which names ---- */

static void add_name(json_t *names, const struct prov_str *name)
{
	json_object_set_new(names, name->p, json_null());
}

static void add_address(json_t *names, const char *address)
{
	struct prov_str s = PROV_STR_INIT;

	if (address && prov_mail_normalize(&s, address, strlen(address)))
		add_name(names, &s);
	prov_str_fini(&s);
}

static void add_addresses(json_t *names, const json_t *array)
{
	const json_t *value;
	size_t i;

	json_array_foreach(array, i, value)
		add_address(names, json_string_value(value));
}

/* What somebody with this name may log in with. */
static void add_logins(json_t *names, const char *name, const json_t *mappings)
{
	struct prov_str s = PROV_STR_INIT;
	const json_t *mapping;
	size_t i, len;

	if (name)
		prov_utf8_lower(&s, name, strlen(name));
	len = s.len;
	json_array_foreach(mappings, i, mapping) {
		if (!len)
			break;
		prov_str_truncate(&s, len);
		prov_str_addf(&s, "@%s", json_string_value(mapping));
		add_name(names, &s);
	}
	prov_str_fini(&s);
}

static void add_mappings(json_t *names, const json_t *mappings)
{
	struct prov_str s = PROV_STR_INIT;
	const json_t *mapping;
	size_t i;

	json_array_foreach(mappings, i, mapping) {
		prov_str_truncate(&s, 0);
		prov_domain_login_name(&s, json_string_value(mapping), json_string_length(mapping));
		add_name(names, &s);
	}
	prov_str_fini(&s);
}

/* Those of now, of before and of after. */
static json_t *names_of(const struct prov_notify_line *line)
{
	const json_t *sides[] = { line->before, line->after };
	json_t *names = json_object();
	bool is_user = strcmp(line->kind, "user") == 0;

	if (strcmp(line->kind, "context") == 0)
		add_mappings(names, line->mappings);
	if (is_user)
		add_logins(names, line->login, line->mappings);
	add_addresses(names, line->addresses);
	for (size_t i = 0; i < COUNT(sides); i++) {
		if (is_user)
			add_logins(names, json_string_value(json_object_get(sides[i], "name")),
				   line->mappings);
		add_address(names, json_string_value(json_object_get(sides[i], "mail")));
		add_addresses(names, json_object_get(sides[i], "aliases"));
		add_mappings(names, json_object_get(sides[i], "mappings"));
	}
	return names;
}

/* ---- as JSON ---- */

void prov_notify_event_write(struct prov_str *out, const struct prov_notify_line *line, unsigned events)
{
	json_t *names = names_of(line), *value;
	const char *between = "", *name;

	prov_str_addf(out, "{\"events\":[");
	for (size_t w = 0; w < COUNT(words); w++)
		if (events & 1U << w) {
			prov_str_addf(out, "%s\"%s\"", between, words[w]);
			between = ",";
		}
	prov_str_addf(out, "],\"object\":\"%s\",\"context\":%lld", line->kind, line->context);
	if (strcmp(line->kind, "context") == 0)
		prov_str_addf(out, ",\"key\":\"c%lld\"", line->context);
	else
		prov_str_addf(out, ",\"id\":%lld,\"key\":\"c%lld%c%lld\"", line->id, line->context,
			      line->kind[0],
			      line->id);
	prov_str_add(out, ",\"names\":[");
	between = "";
	json_object_foreach(names, name, value) {
		prov_str_add(out, between);
		prov_str_add_json(out, name, strlen(name));
		between = ",";
	}
	prov_str_addf(out, "],\"seq\":%lld,\"at\":\"%s\"}\n", line->seq, line->at);
	json_decref(names);
}
