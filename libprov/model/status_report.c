/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status_report.c - the report to the vendor in prov status: is it sent often enough, where one is to
 * be sent?
 */
#include "libprov/model/report.h"
#include "libprov/model/status.h"

static void judge(struct prov_status_job *job, const struct prov_report_state *state)
{
	static const char hint[] = "report sends one";
	struct prov_status *status = job->status;

	if (!state->sent)
		prov_status_problem_add(status, PROV_STATUS_WARNING, "report", hint,
					"none has been sent yet");
	else if (state->days > PROV_REPORT_DAYS)
		prov_status_problem_add(status, PROV_STATUS_CRITICAL, "report", hint,
					"the last one was sent %lld days ago, %d are allowed", state->days,
					PROV_REPORT_DAYS);
	else if (state->days >= PROV_REPORT_WARNING_DAYS)
		prov_status_problem_add(status, PROV_STATUS_WARNING, "report", hint,
					"the next one is due in %lld days", PROV_REPORT_DAYS - state->days);
	if (state->error)
		prov_status_problem_add(status, PROV_STATUS_WARNING, "report", "report --status says more",
					"the last one did not arrive: %s", state->error);
}

int prov_status_report(struct prov_status_job *job, struct prov_err *err)
{
	struct prov_report_state state;

	if (!job->call->session->config->report_url[0])
		return 0;
	if (prov_report_store_state(job->db, &state, err) < 0)
		return -1;
	judge(job, &state);
	prov_report_state_fini(&state);
	return 0;
}
