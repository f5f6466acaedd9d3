/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/decision_forecast.h"

#include <glib.h>

/* Effective modes: a accept, c convert, p reject by policy, u reject by the user.  Columns: the user prefers accept, reject, convert,
 * nothing.  Lines: the policies in their order. */
static const char modes[STUDY_POLICIES][CPM_OPTIONS + 1] = {
    "pppp",     /* FORBID                       */
    "aaaa",     /* FORCE accept                 */
    "pppp",     /* FORCE reject                 */
    "cccc",     /* FORCE convert                */
    "aaaa",     /* ALLOW accept                 */
    "pupp",     /* ALLOW reject                 */
    "cccc",     /* ALLOW convert                */
    "auaa",     /* ALLOW accept, reject         */
    "aupp",     /*       default reject         */
    "aaca",     /* ALLOW accept, convert        */
    "accc",     /*       default convert        */
    "pucp",     /* ALLOW reject, convert        */
    "cucc",     /*       default convert        */
    "auca",     /* ALLOW all, default accept    */
    "aucp",     /*            default reject    */
    "aucc",     /*            default convert   */
};

#define FORBID 0
#define PREFERS_REJECT 1

CpmMode study_forecast_mode(const StudyCombination *combination)
{
    bool gate = combination->service < 2;       /* it has invitations, with sessions or without: nothing needs to be converted */
    char mode = modes[combination->policy][combination->preference];

    if (gate && combination->policy != FORBID)
        mode = combination->preference == PREFERS_REJECT ? 'u' : 'n';
    switch (mode) {
    case 'a':
        return CPM_MODE_ACCEPT;
    case 'c':
        return CPM_MODE_CONVERT;
    case 'n':
        return CPM_MODE_NATIVE;
    case 'u':
        return CPM_MODE_REJECT_USER;
    default:
        return CPM_MODE_REJECT_POLICY;
    }
}

/* When the reply, or the report of a failed delivery, reaches the IWF. */
static SimTime time_of(StudyWhen when)
{
    SimTime due = STUDY_INVITED_AT + STUDY_T_REPLY;

    return when == STUDY_WHEN_BEFORE ? due - STUDY_EARLY : when == STUDY_WHEN_TIED ? due : due + STUDY_LATE;
}

static void settle(StudyForecast *forecast, unsigned row, unsigned final, SimTime time)
{
    forecast->row = row;
    forecast->final = final;
    forecast->answered = time;
}

/* The message reaches the phone: D05 to D08, for native invitations D01. */
static void forecast_reply(const StudyCombination *combination, StudyForecast *forecast)
{
    bool native = forecast->mode == CPM_MODE_NATIVE, in_time = combination->when == STUDY_WHEN_BEFORE;

    settle(forecast, native ? 1 : 7, 480, STUDY_INVITED_AT + STUDY_T_REPLY);
    if (in_time && combination->reply == STUDY_REPLY_ACCEPT)
        settle(forecast, native ? 1 : 5, 200, time_of(combination->when));
    if (in_time && combination->reply == STUDY_REPLY_DECLINE)
        settle(forecast, native ? 1 : 6, 603, time_of(combination->when));
    if (in_time && combination->reply == STUDY_REPLY_UNRECOGNISED) {
        forecast->met |= STUDY_MET(8);
        forecast->helps = 1;
    }
    if (!in_time && combination->reply == STUDY_REPLY_ACCEPT)
        forecast->met |= STUDY_MET(13);
    if (combination->delivery == STUDY_DELIVERY_UNREPORTED && !native)
        forecast->met |= STUDY_MET(12);
}

/* A failure that is reported in time settles the leg; otherwise T_reply does. */
static void forecast_failure(const StudyCombination *combination, StudyForecast *forecast)
{
    bool temporary = combination->delivery == STUDY_DELIVERY_TEMPORARY;

    settle(forecast, forecast->mode == CPM_MODE_NATIVE ? 1 : 7, 480, STUDY_INVITED_AT + STUDY_T_REPLY);
    if (combination->when == STUDY_WHEN_BEFORE)
        settle(forecast, temporary ? 10 : 9, temporary ? 480 : 404, time_of(combination->when));
}

/* Somebody is asked, by an inviting message or natively. */
static void forecast_asking(const StudyCombination *combination, StudyForecast *forecast)
{
    SimTime answer_of_centre = STUDY_INVITED_AT + 2 * STUDY_SYSTEM;

    *(forecast->mode == CPM_MODE_NATIVE ? &forecast->natives : &forecast->invitations) = 1;
    switch (combination->delivery) {
    case STUDY_DELIVERY_REFUSED:
        settle(forecast, 11, 500, answer_of_centre);
        return;
    case STUDY_DELIVERY_MALFORMED:
        settle(forecast, 11, 502, answer_of_centre);
        return;
    case STUDY_DELIVERY_SILENT:
        settle(forecast, 11, 504, STUDY_INVITED_AT + STUDY_T_SUBMIT);
        return;
    case STUDY_DELIVERY_TEMPORARY:
    case STUDY_DELIVERY_PERMANENT:
        forecast_failure(combination, forecast);
        return;
    default:
        forecast_reply(combination, forecast);
    }
}

/* The CANCEL that comes first takes the invitation back (D15); one that meets a 2xx ends what that began (D17); a failure stays what it
 * is. */
static void forecast_cancel(const StudyCombination *combination, bool asks, StudyForecast *forecast)
{
    if (combination->cancel == STUDY_CANCEL_NONE)
        return;
    if (combination->cancel == STUDY_CANCEL_BEFORE && asks) {
        if (combination->reply == STUDY_REPLY_ACCEPT && combination->delivery <= STUDY_DELIVERY_UNREPORTED)
            forecast->met |= STUDY_MET(13);
        forecast->row = 15;
        forecast->final = 487;
    } else if (forecast->final == 200) {
        forecast->row = 17;
    }
}

StudyForecast study_forecast(const StudyCombination *combination)
{
    StudyForecast forecast = { .mode = study_forecast_mode(combination) };
    bool asks = false;

    switch (forecast.mode) {
    case CPM_MODE_REJECT_POLICY:
        settle(&forecast, 2, 403, STUDY_INVITED_AT);
        break;
    case CPM_MODE_REJECT_USER:
        settle(&forecast, 3, 603, STUDY_INVITED_AT);
        break;
    case CPM_MODE_ACCEPT:
        settle(&forecast, 4, 200, STUDY_INVITED_AT);
        break;
    default:
        asks = true;
        forecast_asking(combination, &forecast);
    }
    forecast_cancel(combination, asks, &forecast);
    return forecast;
}

bool study_forecast_is_silent(const StudyForecast *forecast)
{
    return forecast->invitations + forecast->natives + forecast->helps + forecast->notices == 0;
}

const char *study_mode_name(CpmMode mode)
{
    static const char *const names[CPM_MODES] = { "native", "accept", "reject (policy)", "reject (user)", "convert" };

    g_assert(mode < CPM_MODES);
    return names[mode];
}
