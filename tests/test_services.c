/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of docs/services.md, row by row, against what a scenario gets that names a service without describing it. */
#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/cpm_setup.h"
#include "sim/distribution.h"
#include "study/scenario.h"
#include "tests/cunit_run.h"

#define SERVICES 5

static const char *const names[SERVICES] = { "sms", "mms", "email", "simple_im", "im_session" };
static Scenario *scenario;

static const CpmSystemSetup *find_system(const char *name)
{
    const CpmSetup *setup = scenario_setup(scenario);
    for (uint32_t i = 0; i < setup->n_systems; i++)
        if (strcmp(setup->systems[i].name, name) == 0)
            return &setup->systems[i];
    return NULL;
}

/* "10 min (4)" is 600, "62 %" is 0.62, "0.02" and "5 d" likewise. */
static double read_value(const char *cell)
{
    static const struct { const char *unit; double factor; } units[] = {
        { " min", 60.0 }, { " %", 0.01 }, { " d", 86400.0 }, { " s", 1.0 }, { "", 1.0 },
    };
    char *unit;
    double value = g_ascii_strtod(cell, &unit);
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_str_has_prefix(unit, units[i].unit))
            return value * units[i].factor;
    return NAN;
}

/* The three digits that the table has. */
static bool is_about(double value, const char *cell)
{
    return fabs(value - read_value(cell)) <= 0.006 * value + 1e-12;
}

static double quantile(const SimDistribution *distribution, double probability)
{
    return sim_distribution_quantile(distribution, probability);
}

/* "1 min x 5, 10 min x 6, 1 h" */
static bool is_retry(const CpmSystemSetup *system, const char *cell)
{
    g_autoptr(GString) text = g_string_new(system->retry[0].interval == 0 ? "off" : NULL);
    for (unsigned i = 0; i < CPM_RETRY_STEPS && system->retry[i].interval > 0; i++) {
        SimTime minutes = system->retry[i].interval / SIM_MIN;
        g_string_append_printf(text, "%s%d %s", i > 0 ? ", " : "", (int)(minutes % 60 == 0 ? minutes / 60 : minutes),
                               minutes % 60 == 0 ? "h" : "min");
        if (system->retry[i].times > 0)
            g_string_append_printf(text, " x %u", system->retry[i].times);
    }
    return strcmp(text->str, cell) == 0;
}

static bool agrees(const CpmSystemSetup *system, const char *key, const char *cell)
{
    bool yes = strcmp(cell, "yes") == 0;
    if (strcmp(key, "`sessions`") == 0)
        return system->sessions == yes;
    if (strcmp(key, "`invitations`") == 0)
        return system->invitations == yes;
    if (strcmp(key, "so the invitation is") == 0)
        return g_str_has_prefix(cell, system->invitations ? "native" : "converted");
    if (strcmp(key, "`reports`") == 0)
        return system->reports == yes;
    if (strcmp(key, "`names_message`") == 0)
        return system->names_message == yes;
    if (strcmp(key, "`segmented`") == 0)
        return system->segmented == yes;
    if (strcmp(key, "`price`") == 0)
        return is_about(system->price, cell);
    if (strcmp(key, "`transit`, median") == 0)
        return is_about(quantile(system->transit, 0.5), cell);
    if (strcmp(key, "`transit`, 95 % within") == 0)
        return is_about(quantile(system->transit, 0.95), cell);
    if (strcmp(key, "`return_transit`, median") == 0)
        return is_about(quantile(system->return_transit, 0.5), cell);
    if (strcmp(key, "`first_attempt`") == 0)
        return is_about(system->first_attempt, cell);
    if (strcmp(key, "`never`") == 0)
        return is_about(system->never, cell);
    if (strcmp(key, "`duplicate`") == 0)
        return is_about(system->duplicate, cell);
    if (strcmp(key, "`absence`, median") == 0)
        return is_about(system->absence != NULL ? quantile(system->absence, 0.5) : 600.0, cell);
    if (strcmp(key, "`retry`") == 0)
        return is_retry(system, cell);
    if (strcmp(key, "`validity`") == 0)
        return is_about((double)system->validity / 1e9, cell);
    if (strcmp(key, "`throughput`") == 0)
        return system->throughput <= 0.0 && strcmp(cell, "unlimited") == 0;
    return false;
}

static void check_row(char **cells)
{
    const char *key = g_strstrip(cells[1]);
    for (int i = 0; i < SERVICES; i++) {
        const char *cell = g_strstrip(cells[2 + i]);
        const CpmSystemSetup *system = find_system(names[i]);
        bool right = system != NULL && agrees(system, key, cell);
        CU_ASSERT(right);
        if (!right)
            fprintf(stderr, "docs/services.md, %s: %s is not '%s'\n", names[i], key, cell);
    }
}

static void start(void)
{
    g_autoptr(GString) text = g_string_new("version: 1\npolicy: {provider: {default: convert}}\ngroups:\n  all:\n");
    Diagnostics *diagnostics = diagnostics_new();
    for (int i = 0; i < SERVICES; i++)
        g_string_append_printf(text, "    - {name: m%d, client: %s}\n", i, names[i]);
    g_string_append(text, "sessions: [{group: all}]\n");
    ScenarioText file = { .name = "services", .text = text->str, .length = text->len };
    scenario = scenario_read_text(&file, NULL, 0, diagnostics);
    diagnostics_free(diagnostics);
}

static void test_table(void)
{
    const char *top = getenv("top_srcdir");
    g_autofree char *path = g_build_filename(top != NULL ? top : ".", "docs", "services.md", NULL);
    g_autofree char *page = NULL;
    unsigned rows = 0;
    start();
    CU_ASSERT_PTR_NOT_NULL(scenario);
    CU_ASSERT(g_file_get_contents(path, &page, NULL, NULL));
    const char *table = page != NULL ? strstr(page, "\n| key | sms | mms | email | simple_im | im_session |\n") : NULL;
    CU_ASSERT_PTR_NOT_NULL(table);
    if (scenario != NULL && table != NULL) {
        g_auto(GStrv) lines = g_strsplit(table + 1, "\n", -1);
        for (char **line = lines + 2; g_str_has_prefix(*line, "|"); line++, rows++) {
            g_auto(GStrv) cells = g_strsplit(*line, "|", -1);
            CU_ASSERT_EQUAL(g_strv_length(cells), SERVICES + 3);
            if (g_strv_length(cells) == SERVICES + 3)
                check_row(cells);
        }
    }
    CU_ASSERT_EQUAL(rows, 17);
    scenario_free(scenario);
}

/* No two are alike in what matters to interworking. */
static void test_they_differ(void)
{
    start();
    for (int i = 0; scenario != NULL && i < SERVICES; i++)
        for (int j = 0; j < i; j++) {
            const CpmSystemSetup *a = find_system(names[i]), *b = find_system(names[j]);
            unsigned differences = (a->sessions != b->sessions) + (a->invitations != b->invitations) + (a->reports != b->reports) +
                                   (a->names_message != b->names_message) + (a->segmented != b->segmented) +
                                   (fabs(quantile(a->transit, 0.5) - quantile(b->transit, 0.5)) > 0.1);
            CU_ASSERT(differences >= 2);
        }
    scenario_free(scenario);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "table", test_table },
        { "they differ", test_they_differ },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "services", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
