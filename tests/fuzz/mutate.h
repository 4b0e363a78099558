/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz/mutate.h - a small stand-in for libFuzzer, so that every run of the tests fuzzes a little
 *
 * Changes words at random FUZZ_RUNS (100000) times, beginning with FUZZ_SEED (1): the same every time,
 * on every machine (PF29). A crash or a failed assertion ends the program; the input is then in
 * $B/PROGRAM.input. For other inputs set FUZZ_SEED, for campaigns: tests/fuzz/run SECONDS NAME.
 */
#ifndef PROV_MUTATE_H
#define PROV_MUTATE_H

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t mutate_state;

static size_t mutate_random(size_t below)
{
	mutate_state ^= mutate_state << 13;
	mutate_state ^= mutate_state >> 7;
	mutate_state ^= mutate_state << 17;
	return below ? (size_t)(mutate_state >> 11) % below : 0;
}

/* One random change; words are what the format is made of. */
static void mutate_once(struct prov_str *s, const char *const *words, size_t word_count)
{
	struct prov_str tail = PROV_STR_INIT;
	size_t at = mutate_random(s->len + 1), skip = 0;

	switch (mutate_random(5)) {
	case 0:		/* another byte */
		if (at < s->len)
			s->p[at] = (char)mutate_random(256);
		return;
	case 1:		/* less */
		skip = mutate_random(s->len - at + 1);
		break;
	case 2:		/* part of itself again */
		prov_str_add_len(&tail, s->p + at, mutate_random(s->len - at + 1));
		break;
	default:
		prov_str_add(&tail, words[mutate_random(word_count)]);
		break;
	}
	prov_str_add_len(&tail, s->p + at + skip, s->len - at - skip);
	prov_str_truncate(s, at);
	prov_str_add_len(s, tail.p, tail.len > 4096 ? 4096 : tail.len);
	prov_str_fini(&tail);
}

/* What is being tried, to look at after a crash. */
static void mutate_save(int fd, const struct prov_str *s)
{
	if (fd >= 0 && (ftruncate(fd, 0) < 0 || pwrite(fd, s->p, s->len, 0) < 0))
		close(fd);
}

static int mutate_main(const char *const *words, size_t word_count)
{
	const char *count = getenv("FUZZ_RUNS"), *seed = getenv("FUZZ_SEED"), *build = getenv("B");
	unsigned long long start = seed ? strtoull(seed, NULL, 10) : 1;
	long long runs = 0, wanted = count ? strtoll(count, NULL, 10) : 100000;
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("%s/%s.input", build ? build : "build",
							    program_invocation_short_name);
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	struct prov_str s = PROV_STR_INIT;

	mutate_state = start * 2654435761ULL + 1;
	printf("# FUZZ_SEED=%llu\n", start);
	fflush(stdout);
	for (; runs < wanted; runs++) {
		if (runs % 64 == 0 || s.len > 4096) {
			prov_str_clear(&s);
			prov_str_add(&s, words[mutate_random(word_count)]);
		}
		mutate_once(&s, words, word_count);
		mutate_save(fd, &s);
		LLVMFuzzerTestOneInput((const uint8_t *)s.p, s.len);
	}
	prov_str_fini(&s);
	close(fd);
	unlink(path);
	ok(runs > 1000, "%lld inputs, no crash", runs);
	return done();
}

#endif
