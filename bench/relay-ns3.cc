/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The relay job of bench/relay.h on ns-3: the same state, numbers and order of ties as bench/relay.c.
 *
 *     relay-ns3 MEMBERS GROUPS const|exp SCHEDULER     MapScheduler is ns-3's default, PriorityQueueScheduler the faster one */
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/contestant.h"
#include "bench/relay.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"

namespace {

class Relay
{
  public:
    Relay(uint32_t group_size, uint32_t groups, bool exponential)
        : members(group_size * groups), group_size(group_size), exponential(exponential)
    {
        cheap_random_init(&random);
    }

    void InviteGroup(uint32_t group)
    {
        for (uint32_t i = group * group_size; i < (group + 1) * group_size; i++)
            SendAfter(Hop(), &Relay::Down, i);
    }

    std::vector<RelayMember> members;
    uint64_t events = 0;

  private:
    int64_t Hop() { return relay_hop(&random, exponential); }

    uint64_t Visit(uint32_t i)
    {
        members[i].last = ns3::Simulator::Now().GetNanoSeconds();
        events++;
        return ++members[i].events;
    }

    void SendAfter(int64_t delay, void (Relay::*handler)(uint32_t), uint32_t i)
    {
        ns3::Simulator::Schedule(ns3::NanoSeconds(delay), handler, this, i);
    }

    void Down(uint32_t i)
    {
        if (Visit(i) < RELAY_HOPS_DOWN)
            SendAfter(Hop(), &Relay::Down, i);
        else
            SendAfter(relay_think(&random), &Relay::Answer, i);
    }

    void Answer(uint32_t i)
    {
        Visit(i);
        SendAfter(Hop(), &Relay::Up, i);
    }

    void Up(uint32_t i)
    {
        if (Visit(i) < RELAY_EVENTS)
            SendAfter(Hop(), &Relay::Up, i);
    }

    uint32_t group_size;
    bool exponential;
    CheapRandom random;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 5) {
        std::fputs("usage: relay-ns3 MEMBERS GROUPS const|exp SCHEDULER\n", stderr);
        return EXIT_FAILURE;
    }
    uint32_t groups = std::strtoul(argv[2], nullptr, 10);
    Relay relay(std::strtoul(argv[1], nullptr, 10), groups, std::string(argv[3]) == "exp");
    ns3::Simulator::SetScheduler(ns3::ObjectFactory(std::string("ns3::") + argv[4]));
    for (uint32_t i = 0; i < groups; i++)
        ns3::Simulator::Schedule(ns3::NanoSeconds(int64_t(i) * RELAY_GAP), &Relay::InviteGroup, &relay, i);
    double start = contestant_cpu();
    ns3::Simulator::Run();
    contestant_print(relay.events + groups, contestant_cpu() - start, relay_checksum(relay.members.data(), relay.members.size()));
    return EXIT_SUCCESS; // the system takes the memory back faster than Simulator::Destroy()
}
