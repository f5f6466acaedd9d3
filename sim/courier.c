/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/courier.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

#include <glib.h>

/* All together lie in a second-level cache.  A sender that wakes the receiver twice as often takes a hundredth longer, and more while other
 * programs want the processors. */
#define BATCHES 32u

/* The receiver is faster than the sender as a rule, and to wake a thread costs as much as some hundred records: so it sleeps until this
 * many batches are there. */
#define WORTH_WAKING (BATCHES / 2)

struct SimCourier {
    SimObserve observe;
    void *observer;
    pthread_t thread;
    pthread_mutex_t mutex;      /* of all below but the records */
    pthread_cond_t to_receiver, to_sender;
    bool at_once;               /* the sender waits for all to be delivered */
    bool closing;
    uint64_t sent, delivered;   /* batches since the start          */
    uint32_t counts[BATCHES];   /* of records in the batches sent   */
    SimRecord *batches;         /* [BATCHES][SIM_TRACE_BATCH]: a ring; the sender writes the one numbered @sent */
};

static SimRecord *batch_of(const SimCourier *courier, uint64_t number)
{
    return courier->batches + number % BATCHES * SIM_TRACE_BATCH;
}

static bool is_worth_waking(const SimCourier *courier)
{
    return courier->sent - courier->delivered >= WORTH_WAKING || courier->at_once || courier->closing;
}

/* Delivers what has been sent; locked at the start and at the end. */
static void deliver(SimCourier *courier)
{
    while (courier->delivered < courier->sent && !courier->closing) {
        const SimRecord *batch = batch_of(courier, courier->delivered);
        uint32_t count = courier->counts[courier->delivered % BATCHES];

        pthread_mutex_unlock(&courier->mutex);
        courier->observe(courier->observer, batch, count);
        pthread_mutex_lock(&courier->mutex);
        courier->delivered++;
        if (courier->sent - courier->delivered <= (courier->at_once ? 0 : WORTH_WAKING))
            pthread_cond_signal(&courier->to_sender);
    }
}

static void *receive(void *self)
{
    SimCourier *courier = self;

    pthread_mutex_lock(&courier->mutex);
    while (!courier->closing) {
        while (!is_worth_waking(courier))
            pthread_cond_wait(&courier->to_receiver, &courier->mutex);
        deliver(courier);
        courier->at_once = false;
    }
    pthread_mutex_unlock(&courier->mutex);
    return NULL;
}

/* Signals that somebody sends to stop the program are for the thread that has the results in hand, not for this one. */
static bool start_without_signals(SimCourier *courier)
{
    sigset_t stopping, before;
    bool started;

    sigemptyset(&stopping);
    sigaddset(&stopping, SIGINT);
    sigaddset(&stopping, SIGTERM);
    sigaddset(&stopping, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &stopping, &before);
    started = pthread_create(&courier->thread, NULL, receive, courier) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static void clear(SimCourier *courier)
{
    pthread_cond_destroy(&courier->to_sender);
    pthread_cond_destroy(&courier->to_receiver);
    pthread_mutex_destroy(&courier->mutex);
    g_free(courier->batches);
    g_free(courier);
}

SimCourier *sim_courier_new(SimObserve observe, void *observer)
{
    SimCourier *courier = g_new0(SimCourier, 1);

    courier->observe = observe;
    courier->observer = observer;
    courier->batches = g_new(SimRecord, BATCHES * SIM_TRACE_BATCH);
    pthread_mutex_init(&courier->mutex, NULL);
    pthread_cond_init(&courier->to_receiver, NULL);
    pthread_cond_init(&courier->to_sender, NULL);
    if (!start_without_signals(courier))
        g_clear_pointer(&courier, clear);
    return courier;
}

void sim_courier_free(SimCourier *courier)
{
    if (courier == NULL)
        return;
    pthread_mutex_lock(&courier->mutex);
    courier->closing = true;
    pthread_cond_signal(&courier->to_receiver);
    pthread_mutex_unlock(&courier->mutex);
    pthread_join(courier->thread, NULL);
    clear(courier);
}

SimRecord *sim_courier_batch(SimCourier *courier)
{
    return batch_of(courier, courier->sent);    /* written by this thread only */
}

void sim_courier_send(SimCourier *courier, uint32_t n)
{
    pthread_mutex_lock(&courier->mutex);
    courier->counts[courier->sent % BATCHES] = n;
    courier->sent++;
    if (is_worth_waking(courier))
        pthread_cond_signal(&courier->to_receiver);
    while (courier->sent - courier->delivered == BATCHES)
        pthread_cond_wait(&courier->to_sender, &courier->mutex);
    pthread_mutex_unlock(&courier->mutex);
}

void sim_courier_wait(SimCourier *courier)
{
    pthread_mutex_lock(&courier->mutex);
    courier->at_once = courier->delivered < courier->sent;
    pthread_cond_signal(&courier->to_receiver);
    while (courier->delivered < courier->sent)
        pthread_cond_wait(&courier->to_sender, &courier->mutex);
    pthread_mutex_unlock(&courier->mutex);
}
