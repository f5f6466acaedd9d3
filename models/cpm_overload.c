/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_overload.h"

#include <glib.h>
#include <math.h>

/* Estimates are means over about so long. */
#define MEMORY_S 1.0

/* By how much the estimate of the capacity may be corrected in a second of overload. */
#define CORRECTION_PER_S 0.1

/* An overload is over when for so long nobody was held back and nobody waited too long. */
#define CALM_S 3.0

/* RFC 7339 7.2: the mix before any has been seen; and how many requests the mix "of late" is of. */
#define USUAL_ORDINARY 0.8
#define MIX_REQUESTS 128.0

static bool throttles(CpmBox box)
{
    return CPM_BOX_KIND(box) == CPM_CORE || CPM_BOX_KIND(box) == CPM_CS || CPM_BOX_KIND(box) == CPM_ISF || CPM_BOX_KIND(box) == CPM_IWF;
}

static bool rejects(CpmOverloadControl control)
{
    return control == CPM_OVERLOAD_REJECT || control == CPM_OVERLOAD_RETRY_AFTER;
}

void cpm_controller_init(CpmController *controller, const CpmOverloadSetup *setup, SimTime now)
{
    *controller = (CpmController){ .setup = setup, .since = now };
    cpm_throttle_init(&controller->own, setup->control);
}

/* Clients do not throttle, so the box has to.  A window needs somebody who counts: here what is beyond the target is rejected. */
static bool rejects_client(CpmController *controller, const CpmOffer *offer)
{
    if (controller->setup->control == CPM_OVERLOAD_WINDOW)
        return controller->overloaded && controller->wait > sim_time_to_seconds(controller->setup->target);
    return !cpm_throttle_lets_pass(&controller->own, offer->category, offer->now, offer->drawn);
}

bool cpm_controller_take(CpmController *controller, const CpmOffer *offer)
{
    CpmOverloadControl control = controller->setup->control;
    bool reject = false;

    if (control == CPM_OVERLOAD_NONE)
        return false;
    if (rejects(control)) {
        reject = controller->overloaded &&
                 (offer->category == CPM_ORDINARY || controller->wait > 2.0 * sim_time_to_seconds(controller->setup->target));
    } else if (!throttles(offer->from)) {
        controller->has_clients = true;
        reject = rejects_client(controller, offer);
    } else {
        controller->senders[offer->from >> 6 & 1u] |= (uint64_t)1 << (offer->from & 63u);
    }
    controller->arrivals += !reject;
    return reject;
}

void cpm_controller_note_service(CpmController *controller, bool new_request)
{
    controller->served++;
    controller->served_new += new_request;
}

/* A mean over the last MEMORY_S, or over all intervals while there are fewer. */
static void learn(double *estimate, double value, double interval, uint32_t measured)
{
    *estimate += MAX(interval / (interval + MEMORY_S), 1.0 / MAX(measured, 1)) * (value - *estimate);
}

/* The monitor. */
static void measure(CpmController *controller, double interval, uint32_t queue)
{
    const CpmOverloadSetup *setup = controller->setup;
    double target = sim_time_to_seconds(setup->target), dropped = setup->control == CPM_OVERLOAD_LOSS ? controller->asked : 0.0;

    if (controller->served > 0)
        controller->measured++;
    if (queue > 0 && (controller->was_busy || controller->message_rate <= 0.0))
        learn(&controller->message_rate, controller->served / interval, interval, controller->message_rate > 0.0 ? UINT32_MAX : 1);
    controller->was_busy = queue > 0;
    controller->wait = queue > 0 && controller->message_rate > 0.0 ? queue / controller->message_rate : 0.0;
    if (controller->overloaded)
        controller->capacity *= 1.0 + CORRECTION_PER_S * interval * CLAMP((target - controller->wait) / target, -1.0, 1.0);
    else
        learn(&controller->capacity, controller->served_new / interval, interval, controller->measured);
    /* Of what is offered only the share that is not dropped is seen, and says as much the less it is. */
    controller->offered += MAX(interval / (interval + MEMORY_S), 1.0 / MAX(controller->measured, 1)) *
                           (controller->arrivals / interval - (1.0 - dropped) * controller->offered);
}

/* New requests per second that the box wants. */
static double wanted_rate(const CpmController *controller)
{
    double target = sim_time_to_seconds(controller->setup->target);

    return controller->capacity * MAX(1.0 - (controller->wait - target) / (2.0 * target), 0.0);
}

/* Whether what is asked for holds anybody back.  A rate that is well above what comes does not. */
static bool ask(CpmController *controller)
{
    double rate = wanted_rate(controller), target = sim_time_to_seconds(controller->setup->target);

    switch (controller->setup->control) {
    case CPM_OVERLOAD_LOSS:
        controller->asked = controller->offered > 0.0 ? CLAMP(1.0 - rate / controller->offered, 0.0, 1.0) : 0.0;
        return controller->asked > 0.0;
    case CPM_OVERLOAD_RATE:
        controller->asked = rate;
        break;
    default:
        controller->asked = rate * MAX(controller->wait, target);
    }
    return controller->offered > 0.8 * rate;
}

/* The control function. */
static void control(CpmController *controller, double interval)
{
    const CpmOverloadSetup *setup = controller->setup;
    double target = sim_time_to_seconds(setup->target);

    if (rejects(setup->control)) {
        controller->overloaded = controller->wait > (controller->overloaded ? target / 2.0 : target);
        return;
    }
    if (!controller->overloaded && controller->wait <= target)
        return;
    controller->calm = ask(controller) || controller->wait > target ? 0.0 : controller->calm + interval;
    controller->overloaded = controller->calm < CALM_S;
    if (!controller->overloaded)
        controller->asked = 0.0;
}

static unsigned count_senders(const CpmController *controller)
{
    unsigned count = controller->has_clients;

    for (unsigned i = 0; i < 2; i++)
        for (uint64_t mask = controller->senders[i]; mask != 0; mask &= mask - 1)
            count++;
    return MAX(count, 1);
}

/* A sender gets a whole number of percent, of requests per second, or of requests; all get the same. */
static uint32_t make_demand(CpmController *controller)
{
    CpmOverloadControl control = controller->setup->control;
    double value = control == CPM_OVERLOAD_LOSS ? 100.0 * controller->asked : controller->asked / count_senders(controller);
    double whole = floor(value + controller->rest);

    if (!controller->overloaded || rejects(control)) {
        controller->rest = 0.0;
        return 0;
    }
    if (control == CPM_OVERLOAD_LOSS)
        whole = MIN(whole, 100.0);
    else if (control == CPM_OVERLOAD_WINDOW)
        whole = MAX(whole, 1.0);
    whole = CLAMP(whole, 0.0, 1e9);
    controller->rest = CLAMP(value + controller->rest - whole, 0.0, 1.0);
    return 1 + (uint32_t)whole;
}

void cpm_controller_measure(CpmController *controller, SimTime now, uint32_t queue)
{
    double interval = sim_time_to_seconds(now - controller->since);

    if (controller->setup->control == CPM_OVERLOAD_NONE || now <= controller->since)
        return;
    measure(controller, interval, queue);
    control(controller, interval);
    controller->demand = make_demand(controller);
    cpm_throttle_obey(&controller->own, controller->setup, controller->demand, now);
    controller->since = now;
    controller->senders[0] = controller->senders[1] = 0;
    controller->has_clients = false;
    controller->arrivals = controller->served = controller->served_new = 0;
}

uint32_t cpm_controller_demand(const CpmController *controller)
{
    return controller->demand;
}

void cpm_throttle_init(CpmThrottle *throttle, CpmOverloadControl control)
{
    *throttle = (CpmThrottle){ .control = control, .ordinary = USUAL_ORDINARY };
}

void cpm_throttle_obey(CpmThrottle *throttle, const CpmOverloadSetup *setup, uint32_t demand, SimTime now)
{
    if (demand == 0)
        return;
    if (now >= throttle->until) {
        throttle->bucket = 0.0;
        throttle->last = now;
    }
    throttle->asked = throttle->control == CPM_OVERLOAD_LOSS ? (demand - 1) / 100.0 : demand - 1;
    throttle->until = now + setup->validity;
}

void cpm_throttle_pause(CpmThrottle *throttle, SimTime now, SimTime retry_after)
{
    throttle->until = MAX(throttle->until, now + retry_after);
}

void cpm_throttle_split(double asked, double ordinary, double out_drop[3])
{
    out_drop[0] = 0.0;
    if (asked <= ordinary) {
        out_drop[CPM_ORDINARY] = ordinary > 0.0 ? asked / ordinary : 0.0;
        out_drop[CPM_PRIVILEGED] = 0.0;
    } else {
        out_drop[CPM_ORDINARY] = 1.0;
        out_drop[CPM_PRIVILEGED] = (asked - ordinary) / (1.0 - ordinary);
    }
}

/* RFC 7415 3.5.1 and 3.5.2: the bucket leaks 1 s a second, and each request that conforms adds T. */
static bool conforms(CpmThrottle *throttle, CpmCategory category, SimTime now)
{
    double period, left = MAX(throttle->bucket - sim_time_to_seconds(now - throttle->last), 0.0);

    if (throttle->asked <= 0.0)
        return false;
    period = 1.0 / throttle->asked;
    if (left > (category == CPM_ORDINARY ? 2.0 : 4.0) * period)
        return false;
    throttle->bucket = left + period;
    throttle->last = now;
    return true;
}

static bool is_allowed(CpmThrottle *throttle, CpmCategory category, SimTime now, double drawn)
{
    double drop[3];

    if (now >= throttle->until)
        return true;
    switch (throttle->control) {
    case CPM_OVERLOAD_LOSS:
        cpm_throttle_split(throttle->asked, throttle->ordinary, drop);
        return drawn >= drop[category];
    case CPM_OVERLOAD_RATE:
        return conforms(throttle, category, now);
    case CPM_OVERLOAD_WINDOW:
        return throttle->open < throttle->asked;
    case CPM_OVERLOAD_RETRY_AFTER:
        return false;
    default:
        return true;
    }
}

bool cpm_throttle_lets_pass(CpmThrottle *throttle, CpmCategory category, SimTime now, double drawn)
{
    bool allowed = is_allowed(throttle, category, now, drawn);

    throttle->ordinary += ((category == CPM_ORDINARY ? 1.0 : 0.0) - throttle->ordinary) / MIX_REQUESTS;
    if (!allowed) {
        throttle->dropped[category]++;
        throttle->held++;
        return false;
    }
    throttle->sent[category]++;
    throttle->open++;
    return true;
}

void cpm_throttle_close(CpmThrottle *throttle)
{
    if (throttle->held > 0)
        throttle->held--;
    else if (throttle->open > 0)
        throttle->open--;
}
