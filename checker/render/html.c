/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * html - findings as one page that needs nothing else: no network, no other file. By file,
 * with chips to choose rules, levels and standing, and a box to filter by words.
 */
#include <string.h>

#include "html.h"
#include "report/pages.h"

static const char head[] =
#include "html_head.inc"
	;

/* Its standing with the gate, in one word; "" when it just counts. */
static const char *state_of(const struct finding *f)
{
	if (f->fixed)
		return "fixed";
	if (f->suppressed)
		return "suppressed";
	if (f->untouched)
		return "outside the change";
	if (!f->baseline)
		return "";
	return strcmp(f->baseline, "new") ? "known" : "new";
}

static const char *level_of(const struct finding *f)
{
	return f->level;
}

static const char *rule_of(const struct finding *f)
{
	return f->rule;
}

static bool is_first(const struct report *r, unsigned int n,
		     const char *(*of)(const struct finding *))
{
	for (unsigned int i = 0; i < n; i++)
		if (!strcmp(of(r->findings.v[i]), of(r->findings.v[n])))
			return false;
	return true;
}

static unsigned int how_many(const struct report *r, const char *value,
			     const char *(*of)(const struct finding *))
{
	unsigned int n = 0;

	vec_for(i, &r->findings)
		n += !strcmp(of(r->findings.v[i]), value);
	return n;
}

/* A chip for each value that occurs. */
static void put_chips(FILE *out, const struct report *r, const char *kind,
		      const char *(*of)(const struct finding *))
{
	fputs("<div class=\"chips\">", out);
	vec_for(i, &r->findings) {
		const char *value = of(r->findings.v[i]);
		const struct rule_page *p = rule_page(value);

		if (!is_first(r, i, of) || !*value)
			continue;
		render_markupf(out, "<button type=\"button\" data-kind=\"%s\" value=\"%s\" "
				    "aria-pressed=\"false\" title=\"%s\">%s <b>%u</b></button>\n",
			       kind, value, p ? p->message : value, value, how_many(r, value, of));
	}
	fputs("</div>\n", out);
}

static void put_finding(FILE *out, struct sources *all, const struct finding *f)
{
	const char *state = state_of(f);

	render_markupf(out, "<details id=\"f%s\" data-rule=\"%s\" data-level=\"%s\" data-state=\"%s\" "
			    "data-file=\"%s\">\n<summary><span class=\"v %s\">%s</span>"
			    "<span>%s</span>",
		       f->fingerprint, f->rule, f->level, state, f->file, f->level, f->level,
		       f->message);
	render_markupf(out, "<span class=\"where\">%s%s line %u &#183; %s", f->function,
		       *f->function ? "()," : "", f->line, f->rule);
	if (*state)
		render_markupf(out, " <span class=\"tag\">%s</span>", state);
	fputs("</span></summary>\n", out);
	html_path(out, all, f);
	render_markupf(out, "<div class=\"foot\">confidence %s &#183; fingerprint <code>%s</code>",
		       f->confidence, f->fingerprint);
	if (f->suppressed)
		render_markupf(out, " &#183; suppressed: %s", f->suppressed);
	if (f->tool)
		render_markupf(out, " &#183; found by %s", f->tool);
	fputs("</div></details>\n", out);
}

static void put_file(FILE *out, const struct report *r, struct sources *all, unsigned int *at)
{
	const char *file = r->findings.v[*at]->file;
	unsigned int n = 0;

	while (*at + n < r->findings.n && !strcmp(r->findings.v[*at + n]->file, file))
		n++;
	render_markupf(out, "<section>\n<h2>%s <small>%u</small></h2>\n", file, n);
	for (; n; n--)
		put_finding(out, all, r->findings.v[(*at)++]);
	fputs("</section>\n", out);
}

static void put_problems(FILE *out, const struct report *r)
{
	if (!r->incomplete.n)
		return;
	render_markupf(out, "<details><summary><span class=\"v warning\">incomplete</span>"
			    "<span>%u could not be looked at in full</span></summary>\n<ul>\n",
		       r->incomplete.n);
	vec_for(i, &r->incomplete)
		render_markupf(out, "<li><code>%s</code>: %s</li>\n", r->incomplete.v[i].file,
			       r->incomplete.v[i].reason);
	fputs("</ul></details>\n", out);
}

static void put_numbers(FILE *out, const struct report *r)
{
	unsigned int n = report_count_level(r, LEVEL_NOTE);

	render_markupf(out, "<p class=\"sum\"><b>%u finding%s</b> to act on", n, n == 1 ? "" : "s");
	if (r->findings.n > n)
		render_markupf(out, ", %u more known, suppressed or outside the change",
			       r->findings.n - n);
	render_markupf(out, "; %u units analysed, %u skipped. <span class=\"dim\">skbown %s</span></p>\n",
		       r->analysed, r->skipped, SKBOWN_VERSION);
}

void render_html(FILE *out, const struct report *r, const struct render_options *opt)
{
	struct arena a;
	struct sources all = { .arena = &a, .opt = opt };

	arena_init(&a);
	fputs(head, out);
	put_numbers(out, r);
	put_chips(out, r, "rule", rule_of);
	put_chips(out, r, "level", level_of);
	put_chips(out, r, "state", state_of);
	put_problems(out, r);
	for (unsigned int at = 0; at < r->findings.n;)
		put_file(out, r, &all, &at);
	render_markupf(out, "<p class=\"none\" id=\"empty\">%s</p>\n",
		       r->findings.n ? "Nothing matches the filter." : "Nothing was found.");
	fputs("</main>\n</body>\n</html>\n", out);
	arena_free(&a);
}
