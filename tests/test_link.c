/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_link.h"


#include <glib.h>

#include "models/sip_size.h"
#include "tests/cunit_run.h"

static SimTime cross(const CpmLinkSetup *link, CpmLane *lane, CpmCrossing crossing)
{
    return cpm_link_cross(link, lane, &crossing);
}

static void test_plain(void)
{
    CpmLinkSetup link = { .loss = 0.0 };

    CU_ASSERT_FALSE(cpm_link_has_lanes(&link));
    CU_ASSERT_EQUAL(cross(&link, NULL, (CpmCrossing){ .leaves = 5, .latency = 7, .luck = 0.0 }), 12);
}

/* A datagram is lost if its number is below the share. */
static void test_loss(void)
{
    CpmLinkSetup link = { .loss = 0.25 };

    CU_ASSERT_EQUAL(cross(&link, NULL, (CpmCrossing){ .leaves = 5, .latency = 7, .luck = 0.2499 }), CPM_LINK_LOSES);
    CU_ASSERT_EQUAL(cross(&link, NULL, (CpmCrossing){ .leaves = 5, .latency = 7, .luck = 0.2501 }), 12);
}

/* The same luck over TCP: late by 1 s, 1 + 2 s, 1 + 2 + 4 s ... as 0.25, 0.25^2, 0.25^3 are undercut; and never lost. */
static void test_tcp(void)
{
    CpmLinkSetup link = { .loss = 0.25, .tcp = true };
    static const struct { double luck; int late; } rows[] = {
        { 0.26, 0 }, { 0.24, 1 }, { 0.0626, 1 }, { 0.0624, 3 }, { 0.0156, 7 }, { 0.0039, 15 }, { 0.00097, 31 }, { 0.00024, 63 },
        { 0.00006, 123 }, { 0.000015, 183 },
    };

    CU_ASSERT_TRUE(cpm_link_has_lanes(&link));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        CpmLane lane = { 0, 0 };

        CU_ASSERT_EQUAL(cross(&link, &lane, (CpmCrossing){ .latency = SIM_MS, .luck = rows[i].luck }), rows[i].late * SIM_S + SIM_MS);
    }
}

/* A single request that is too large for a datagram does not lose its segment either, but keeps no order. */
static void test_reliable_message(void)
{
    CpmLinkSetup link = { .loss = 0.25 };

    CU_ASSERT_EQUAL(cross(&link, NULL, (CpmCrossing){ .latency = SIM_MS, .reliable = true, .luck = 0.1 }), SIM_S + SIM_MS);
}

static void test_order(void)
{
    CpmLinkSetup free = { .loss = 0.0 }, kept = { .keeps_order = true }, tcp = { .tcp = true, .loss = 0.5 };
    CpmLane lane = { 0, 0 }, stream = { 0, 0 };

    CU_ASSERT_EQUAL(cross(&free, NULL, (CpmCrossing){ .leaves = 0, .latency = 100 }), 100);
    CU_ASSERT_EQUAL(cross(&free, NULL, (CpmCrossing){ .leaves = 1, .latency = 10 }), 11);
    CU_ASSERT_EQUAL(cross(&kept, &lane, (CpmCrossing){ .leaves = 0, .latency = 100 }), 100);
    CU_ASSERT_EQUAL(cross(&kept, &lane, (CpmCrossing){ .leaves = 1, .latency = 10 }), 100);
    CU_ASSERT_EQUAL(cross(&kept, &lane, (CpmCrossing){ .leaves = 200, .latency = 10 }), 210);
    CU_ASSERT_EQUAL(cross(&tcp, &stream, (CpmCrossing){ .leaves = 0, .latency = 10, .luck = 0.4 }), SIM_S + 10);
    CU_ASSERT_EQUAL(cross(&tcp, &stream, (CpmCrossing){ .leaves = 5, .latency = 10, .luck = 0.9 }), SIM_S + 10);
}

/* 1 Mbit/s: 125 bytes take a millisecond; one message after the other, and what is lost has been sent, too. */
static void test_bandwidth(void)
{
    CpmLinkSetup link = { .bandwidth = 1e6, .loss = 0.5 };
    CpmLane lane = { 0, 0 };

    CU_ASSERT_TRUE(cpm_link_has_lanes(&link));
    CU_ASSERT_EQUAL(cross(&link, &lane, (CpmCrossing){ .bytes = 125, .latency = SIM_MS, .luck = 0.9 }), 2 * SIM_MS);
    CU_ASSERT_EQUAL(cross(&link, &lane, (CpmCrossing){ .bytes = 250, .latency = SIM_MS, .luck = 0.1 }), CPM_LINK_LOSES);
    CU_ASSERT_EQUAL(cross(&link, &lane, (CpmCrossing){ .bytes = 125, .latency = SIM_MS, .luck = 0.9 }), 5 * SIM_MS);
    CU_ASSERT_EQUAL(cross(&link, &lane, (CpmCrossing){ .leaves = 10 * SIM_MS, .bytes = 125, .luck = 0.9 }), 11 * SIM_MS);
}

/* What sizes have to do: a Via more on each hop, an entry more for each member, and bodies where there are some. */
static void test_sizes(void)
{
    SipPlace first = { .hops = 1, .proxies = 3 }, second = { .hops = 2, .proxies = 3 }, list = { .hops = 1, .proxies = 1, .listed = 100 };
    SipPlace longer = { .hops = 1, .proxies = 1, .listed = 101 };
    SipCode invite = SIP_REQUEST(SIP_INVITE), ok = SIP_RESPONSE(SIP_INVITE, 200), trying = SIP_RESPONSE(SIP_INVITE, 100);

    CU_ASSERT_EQUAL(sip_size(trying, second) - sip_size(trying, first), 92);
    CU_ASSERT_EQUAL(sip_size(invite, second) - sip_size(invite, first), 92 + 56);
    CU_ASSERT_EQUAL(sip_size(invite, longer) - sip_size(invite, list), 80);
    CU_ASSERT(sip_size(invite, first) > 1300 && sip_size(invite, first) < 2000);
    CU_ASSERT(sip_size(ok, first) > sip_size(trying, first));
    CU_ASSERT(sip_size(trying, first) > 300 && sip_size(trying, first) < 600);
    CU_ASSERT_EQUAL(sip_size(SIP_REQUEST(SIP_CANCEL), first), sip_size(SIP_REQUEST(SIP_CANCEL), second));
    CU_ASSERT(sip_size(SIP_REQUEST(SIP_NOTIFY), first) > 1000);
    CU_ASSERT(sip_size(SIP_REQUEST(MSRP_SEND), first) > sip_size(SIP_RESPONSE(MSRP_SEND, 200), first));
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "plain", test_plain },
        { "loss", test_loss },
        { "TCP", test_tcp },
        { "a reliable message", test_reliable_message },
        { "order", test_order },
        { "bandwidth", test_bandwidth },
        { "sizes", test_sizes },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "link", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
