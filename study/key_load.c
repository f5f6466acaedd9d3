/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key_table.h"

#include "study/value.h"

#include <string.h>

/* Links, stations and SIP below the boxes.  What only the full machines have is no part of a scenario that has the short path. */

#define WITH_TRANSACTIONS "sip.transactions~short"
#define WITH_PROCESSING "sip.transactions~short sip.processing~arrival"

/* ---- links */

static const char *const order_words[] = { "free", "kept", NULL };
static const char *const transport_words[] = { "udp", "tcp", NULL };
static const StudyType order = { .kind = STUDY_WORD, .words = order_words };
static const StudyType transport = { .kind = STUDY_WORD, .words = transport_words };

static bool is_udp(const StudyNode *link)
{
    const char *name = study_text_at(link, "transport");
    return name == NULL || strcmp(name, "udp") == 0;
}

#define LATENCY_STRAYS                                                                                          \
    { "delay", "it is 'latency'" },                                                                             \
    { "jitter", "a 'latency' that is a distribution, such as {normal: {mean: 10 ms, sd: 2 ms}}" }

static const StudyStray link_strays[] = { LATENCY_STRAYS, { 0 } };
static const StudyStray system_link_strays[] = {
    LATENCY_STRAYS,
    { "loss", "what a Non-CPM System loses is said by its 'submission', 'never' and 'report_lost' in 'systems'" },
    { 0 }
};

#define LATENCY_KEY(value, which)                                                                               \
    { "latency", &study_distribution_type, .standard = value, .source = "[INFER] IMS latency budgets",          \
      .title = "One-way latency", .description = which }

#define SIP_LINK_KEYS(identifier, value, which)                                                                 \
    static const StudyKey identifier##_keys[] = {                                                               \
        LATENCY_KEY(value, which),                                                                              \
        { "transport", &transport, .standard = "udp", .where = WITH_TRANSACTIONS,                               \
          .source = "[SPEC] RFC 3261 18: both are mandatory", .title = "What carries SIP",                      \
          .description = "tcp: nothing is lost or overtaken; a lost segment comes late, after 1 s, 2 s, 4 s ..." }, \
        { "loss", &study_share_type, .standard = "0 %", .where = WITH_TRANSACTIONS,                             \
          .source = "[INFER] only the delay is looked at", .title = "Messages that are lost",                   \
          .description = "With tcp: segments that are sent again." },                                           \
        { "duplicate", &study_share_type, .standard = "0 %", .applies = is_udp, .where = WITH_TRANSACTIONS,     \
          .source = "[INFER] only the delay is looked at", .title = "Messages that arrive twice" },             \
        { "bandwidth", &study_bandwidth_or_unlimited_type, .standard = "unlimited", .where = WITH_TRANSACTIONS, \
          .source = "[INFER] only the delay is looked at", .title = "Bandwidth",                                \
          .description = "Of each direction between two boxes; messages have the sizes of docs/model.md." },    \
        { "order", &order, .standard = "free", .applies = is_udp, .where = WITH_TRANSACTIONS,                   \
          .source = "[INFER] latencies are drawn one by one", .title = "Whether messages may overtake others",  \
          .description = "kept: none arrives before one that left earlier for the same box." },                 \
        { 0 }                                                                                                   \
    };                                                                                                          \
    static const StudyType identifier = {                                                                       \
        .kind = STUDY_MAPPING, .expected = "{latency: 5 ms, loss: 1 %}", .keys = identifier##_keys, .strays = link_strays \
    }

SIP_LINK_KEYS(access_link, "{lognormal: {median: 50 ms, sigma: 0.25}}", "Between a CPM client and the SIP/IP Core.");
SIP_LINK_KEYS(core_link, "2 ms", "Between SIP/IP Core, CS, ISF and IWF.");

static const StudyKey system_link_keys[] = { LATENCY_KEY("2 ms", "Between an IWF and its Non-CPM System."), { 0 } };
static const StudyType system_link = {
    .kind = STUDY_MAPPING, .expected = "{latency: 5 ms}", .keys = system_link_keys, .strays = system_link_strays
};

static const StudyKey link_keys[] = {
    { "access", &access_link, .title = "CPM client - SIP/IP Core" },
    { "core", &core_link, .title = "Between the boxes of the core network" },
    { "system", &system_link, .title = "IWF - Non-CPM System" },
    { 0 }
};
static const StudyStray links_strays[] = {
    { "cs", "'core' is all links between SIP/IP Core, CS, ISF and IWF" },
    { "isf", "'core' is all links between SIP/IP Core, CS, ISF and IWF" },
    { "iwf", "'core' is all links between SIP/IP Core, CS, ISF and IWF, and 'system' that from the IWF to its Non-CPM System" },
    { 0 }
};
const StudyType study_links_type = {
    .kind = STUDY_MAPPING, .expected = "{core: {latency: 2 ms}}", .keys = link_keys, .strays = links_strays
};

/* ---- stations */

static const StudyType servers = {
    .kind = STUDY_COUNT, .expected = "a whole number from 1 to 1000000", .minimum = 1, .maximum = 1000000
};
static const StudyType buffer_number = {
    .kind = STUDY_COUNT, .expected = "a whole number from 0 to 2147483647", .minimum = 0, .maximum = 2147483647
};
static const char *const unlimited_words[] = { "unlimited", NULL };
static const StudyType unlimited = { .kind = STUDY_WORD, .words = unlimited_words };
static const StudyType *const buffer_choices[] = { &unlimited, &buffer_number, NULL };
static const StudyType buffer = {
    .kind = STUDY_CHOICE, .expected = "a whole number from 0 to 2147483647, or unlimited", .choices = buffer_choices
};
static const char *const priority_words[] = { "none", "dialogs", NULL };
static const StudyType priority = { .kind = STUDY_WORD, .words = priority_words };

#define WORK_KEY(name, what)                                                                                    \
    { name, &study_distribution_type, .title = what }

static const StudyKey work_keys[] = {
    WORK_KEY("invite", "INVITE"),
    WORK_KEY("provisional", "1xx"),
    WORK_KEY("final", "2xx to 6xx to INVITE"),
    WORK_KEY("ack", "ACK"),
    WORK_KEY("cancel", "CANCEL and its response"),
    WORK_KEY("bye", "BYE and its response"),
    WORK_KEY("event", "SUBSCRIBE, NOTIFY, UPDATE and their responses"),
    WORK_KEY("media", "MSRP"),
    WORK_KEY("system", "What comes from a Non-CPM System"),
    WORK_KEY("turn", "Turn of a member in the fan-out, a release or a refresh"),
    WORK_KEY("rejection", "A request that is rejected for overload"),
    { 0 }
};
static const StudyType work = { .kind = STUDY_MAPPING, .name = "work", .expected = "{invite: 2 ms, rejection: 200 us}", .keys = work_keys };

/* ---- overload control */

static const char *const control_words[] = { "none", "reject", "retry_after", "loss", "rate", "window", NULL };
static const StudyType control = { .kind = STUDY_WORD, .words = control_words };

static bool has_control(const StudyNode *overload)
{
    const char *name = study_text_at(overload, "control");
    return name != NULL && strcmp(name, "none") != 0;
}

static bool tells_neighbours(const StudyNode *overload)
{
    static const char *const names[] = { "loss", "rate", "window", NULL };
    const char *name = study_text_at(overload, "control");
    return name != NULL && g_strv_contains(names, name);
}

static bool has_retry_after(const StudyNode *overload)
{
    const char *name = study_text_at(overload, "control");
    return name != NULL && strcmp(name, "retry_after") == 0;
}

static const StudyKey overload_keys[] = {
    { "control", &control, .standard = "none", .source = "[INFER] what happens without it is looked at first",
      .title = "What it does about overload",
      .description = "reject: answers new requests 503.  retry_after: 503 with Retry-After, neighbours pause.  loss: neighbours drop "
                     "a share (RFC 7339).  rate: they keep to a rate (RFC 7415).  window: to a number of open transactions (RFC 6357)." },
    { "target", &study_timer_type, .standard = "200 ms", .applies = has_control, .source = "[INFER] well below T1",
      .title = "Overloaded while messages wait longer than this" },
    { "interval", &study_timer_type, .standard = "100 ms", .applies = has_control, .source = "[INFER] below the target",
      .title = "Time between two measurements", .description = "And between changes of what it asks for." },
    { "validity", &study_timer_type, .standard = "500 ms", .applies = tells_neighbours, .source = "[SPEC] RFC 7339 4.3",
      .title = "How long neighbours heed what it asks for", .description = "oc-validity." },
    { "retry_after", &study_timer_type, .standard = "5 s", .applies = has_retry_after, .source = "[INFER] left open by RFC 3261 20.33",
      .title = "How long neighbours pause" },
    { 0 }
};
static const StudyType overload = {
    .kind = STUDY_MAPPING, .name = "overload", .expected = "{control: loss, target: 200 ms}", .keys = overload_keys
};

/* ---- failures */

static const char *const memory_words[] = { "kept", "lost", NULL };
static const char *const only_kept_words[] = { "kept", NULL };
static const StudyType memory = { .kind = STUDY_WORD, .words = memory_words };
static const StudyType memory_kept = { .kind = STUDY_WORD, .expected = "kept", .words = only_kept_words };
static const StudyKey failures_keys[] = {
    { "up", &study_distribution_type, .required = true, .title = "How long it works" },
    { "down", &study_distribution_type, .required = true, .title = "How long it is down then" },
    { 0 }
};
const StudyType study_failures_type = {
    .kind = STUDY_MAPPING, .name = "failures", .expected = "{up: {exponential: {mean: 30 d}}, down: 5 min}", .keys = failures_keys
};

static bool never(const StudyNode *mapping)
{
    (void)mapping;
    return false;
}

static bool fails(const StudyNode *station)
{
    return study_node_count(study_node_get(station, "outages")) > 0 || study_node_get(station, "failures") != NULL;
}

/* ---- the stations */

#define SERVICE_KEYS(value)                                                                                     \
    { "service", &study_distribution_type, .standard = value, .source = "[INFER] IMS latency budgets",          \
      .title = "Service time of one message",                                                                   \
      .description = "Every message that arrives occupies one server for so long." },                           \
    { "servers", &servers, .standard = "1", .source = "[INFER] one processor", .title = "Servers",              \
      .description = "So many messages are served at once, first come, first served." },                       \
    { "work", &work, .applies = never, .title = "Service times by kind of message",  \
      .description = "Kinds that are not named take the station's service time." },                           \
    { "buffer", &buffer, .standard = "unlimited", .where = WITH_PROCESSING, .source = "[INFER] only delays are looked at", \
      .title = "Messages that may wait", .description = "A further one is lost." },                             \
    { "priority", &priority, .standard = "none", .where = WITH_PROCESSING, .source = "[INFER] first come, first served", \
      .title = "Which messages are served first",                                                               \
      .description = "dialogs: what belongs to a transaction or dialog under way before new requests." },       \
    { "overload", &overload, .where = WITH_TRANSACTIONS, .title = "Overload control" }

#define FAILURE_KEYS(memory_type, memory_words)                                                                 \
    { "outages", &study_outages_type, .standard = "[]", .where = WITH_PROCESSING, .title = "When it is down" }, \
    { "failures", &study_failures_type, .applies = never, .title = "Failures by chance",                        \
      .description = "Beside the outages: how long it works, and how long it is down then." },                  \
    { "memory", &memory_type, .standard = "kept", .applies = fails, .source = "[INFER] state in safe storage",  \
      .title = "What it knows after a failure", .description = memory_words },                                  \
    { "while_down", &study_while_down_type, .standard = "silent", .applies = fails, .source = "[INFER] a host that is down", \
      .title = "What it looks like while it is down",                                                           \
      .description = "silent: nothing comes.  refuses: connections fail at once, which counts as 503 (RFC 3261 16.9)." }

#define STATION_TYPE(identifier)                                                                                \
    static const StudyType identifier = {                                                                       \
        .kind = STUDY_MAPPING, .expected = "{service: 1 ms, servers: 4}", .keys = identifier##_keys             \
    }

#define LOST_MEMORY "kept: all of it, and timers that were due fire then.  lost: nothing."

static const StudyKey core_station_keys[] = { SERVICE_KEYS("1 ms"), FAILURE_KEYS(memory, LOST_MEMORY), { 0 } };
static const StudyKey cs_station_keys[] = {
    SERVICE_KEYS("2 ms"), FAILURE_KEYS(memory_kept, "All of it: a Conversation Server that forgets is not modelled."), { 0 }
};
static const StudyKey isf_station_keys[] = { SERVICE_KEYS("2 ms"), FAILURE_KEYS(memory, LOST_MEMORY), { 0 } };
static const StudyKey iwf_station_keys[] = { SERVICE_KEYS("3 ms"), { 0 } };
STATION_TYPE(core_station);
STATION_TYPE(cs_station);
STATION_TYPE(isf_station);

static const StudyStray iwf_station_strays[] = {
    { "outages", "each Interworking Function has its own: 'iwfs[].outages'" },
    { "failures", "each Interworking Function has its own: 'iwfs[].failures'" },
    { "while_down", "each Interworking Function has its own: 'iwfs[].while_dead'" },
    { "memory", "an Interworking Function that dies forgets all it knew" },
    { 0 }
};
static const StudyType iwf_station = {
    .kind = STUDY_MAPPING, .expected = "{service: 1 ms, servers: 4}", .keys = iwf_station_keys, .strays = iwf_station_strays
};

static const StudyKey station_keys[] = {
    { "core", &core_station, .title = "SIP/IP Core" },
    { "cs", &cs_station, .title = "CPM Conversation Server" },
    { "isf", &isf_station, .title = "Interworking Selection Function" },
    { "iwf", &iwf_station, .title = "Interworking Function",
      .description = "All Interworking Functions are like this; each has a station of its own." },
    { 0 }
};
static const StudyStray station_strays[] = {
    { "client", "clients take no time of their own: there are core, cs, isf and iwf" },
    { "system", "Non-CPM Systems have a 'throughput' in 'systems': there are core, cs, isf and iwf" },
    { 0 }
};
const StudyType study_stations_type = {
    .kind = STUDY_MAPPING, .expected = "{core: {service: 1 ms, servers: 4}}", .keys = station_keys, .strays = station_strays
};

/* ---- SIP */

static const char *const trying_words[] = { "at_once", "after_200ms", NULL };
static const char *const transactions_words[] = { "short", "full", NULL };
static const char *const processing_words[] = { "arrival", "service", NULL };
static const StudyType trying = { .kind = STUDY_WORD, .words = trying_words };
static const StudyType transactions = { .kind = STUDY_WORD, .words = transactions_words };
static const StudyType processing = { .kind = STUDY_WORD, .words = processing_words };
static const StudyType datagram_number = {
    .kind = STUDY_COUNT, .expected = "a whole number from 200 to 65507", .minimum = 200, .maximum = 65507
};
static const StudyType *const datagram_choices[] = { &unlimited, &datagram_number, NULL };
static const StudyType datagram = {
    .kind = STUDY_CHOICE, .expected = "a whole number from 200 to 65507, or unlimited", .choices = datagram_choices
};

static char *derive_processing(const StudyNode *root)
{
    const char *name = study_text_at(study_node_get(root, "sip"), "transactions");
    return g_strdup(name != NULL && strcmp(name, "full") == 0 ? "service" : "arrival");
}

#define TIMER_KEYS(identifier, t1, t2, t4, from)                                                                \
    static const StudyKey identifier##_keys[] = {                                                               \
        { "t1", &study_timer_type, .standard = t1, .source = from, .title = "T1, the round trip that is assumed", \
          .description = "A request is repeated after T1, then after twice as long, and given up after 64 T1." }, \
        { "t2", &study_timer_type, .standard = t2, .source = from, .title = "T2, the longest interval",         \
          .description = "Of repeated responses and of requests other than INVITE." },                          \
        { "t4", &study_timer_type, .standard = t4, .source = from, .title = "T4, how long a message stays in the network" }, \
        { 0 }                                                                                                   \
    };                                                                                                          \
    static const StudyType identifier = { .kind = STUDY_MAPPING, .expected = "{t1: 500 ms}", .keys = identifier##_keys }

TIMER_KEYS(core_timers, "500 ms", "4 s", "5 s", "[SPEC] RFC 3261 table 4");
TIMER_KEYS(access_timers, "2 s", "16 s", "17 s", "[SPEC] 3GPP TS 24.229 table 7.7.1");

static const StudyKey timers_keys[] = {
    { "core", &core_timers, .title = "Between the boxes of the core network" },
    { "access", &access_timers, .title = "Between a CPM client and the SIP/IP Core" },
    { 0 }
};
static const StudyType timers = { .kind = STUDY_MAPPING, .expected = "{core: {t1: 500 ms}}", .keys = timers_keys };

static const StudyKey sip_keys[] = {
    { "transactions", &transactions, .standard = "short", .source = "[INFER] nothing is lost unless a scenario asks for it",
      .title = "How a message gets from box to box",
      .description = "short: it arrives, and nothing else is looked at.  full: with the transactions of RFC 3261 17 on each hop, "
                     "over links that may lose it." },
    { "processing", &processing, .rule = "service with transactions: full, else arrival", .derive = derive_processing,
      .where = WITH_TRANSACTIONS, .source = "[INFER] what waits in a queue is not known yet", .title = "When a box takes a message in",
      .description = "arrival: when it comes, and the answer leaves when it is served.  service: when it is served." },
    { "timers", &timers, .where = WITH_TRANSACTIONS, .title = "Timers of the transactions" },
    { "largest_datagram", &datagram, .standard = "unlimited", .where = WITH_TRANSACTIONS,
      .source = "[INFER] the list of sizes is ours; RFC 3261 18.1.1 has 1300", .title = "Largest request that goes over UDP",
      .description = "Bytes.  A larger one goes over TCP." },
    { "trying", &trying, .standard = "after_200ms", .source = "[SPEC] RFC 3261 17.2.1", .title = "When 100 is sent",
      .description = "At once on every INVITE, or only where no other answer went out within 200 ms." },
    { "timer_c", &study_timer_type, .standard = "181 s", .source = "[SPEC] RFC 3261 16.6 item 11 (more than 3 min)",
      .title = "Timer C of SIP/IP Core and ISF",
      .description = "A leg is cancelled when so long after its last provisional response nothing has come." },
    { "ringing", &study_truth_type, .standard = "false", .source = "[SPEC] RFC 3261 8.2.6.1 (a UAS may)",
      .title = "CPM clients send 180" },
    { 0 }
};
const StudyType study_sip_type = { .kind = STUDY_MAPPING, .expected = "{trying: at_once}", .keys = sip_keys };
