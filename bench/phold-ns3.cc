/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PHOLD of bench/phold.h on ns-3: the same state, numbers and order of ties as bench/phold.c.
 *
 *     phold-ns3 PENDING EVENTS SCHEDULER     MapScheduler is ns-3's default, PriorityQueueScheduler the faster one */
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/contestant.h"
#include "bench/phold.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"

namespace {

class Phold
{
  public:
    explicit Phold(uint32_t n) : places(n) { cheap_random_init(&random); }

    void Schedule()
    {
        int64_t delay = phold_delay(&random);
        ns3::Simulator::Schedule(ns3::NanoSeconds(delay), &Phold::Visit, this, phold_place(&random, places.size()));
    }

    void Start()
    {
        before = events;
        cpu = contestant_cpu();
    }

    void End()
    {
        cpu = contestant_cpu() - cpu;
        events -= before;
        ns3::Simulator::Stop();
    }

    std::vector<PholdPlace> places;
    uint64_t events = 0;
    double cpu = 0;

  private:
    void Visit(uint32_t i)
    {
        events++;
        places[i].visits++;
        places[i].last = ns3::Simulator::Now().GetNanoSeconds();
        Schedule();
    }

    CheapRandom random;
    uint64_t before = 0;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 4) {
        std::fputs("usage: phold-ns3 PENDING EVENTS SCHEDULER\n", stderr);
        return EXIT_FAILURE;
    }
    Phold phold(std::strtoul(argv[1], nullptr, 10));
    uint32_t n = phold.places.size();
    ns3::Simulator::SetScheduler(ns3::ObjectFactory(std::string("ns3::") + argv[3]));
    ns3::Simulator::Schedule(ns3::NanoSeconds(PHOLD_START), &Phold::Start, &phold);
    ns3::Simulator::Schedule(ns3::NanoSeconds(phold_end(std::strtoull(argv[2], nullptr, 10), n)), &Phold::End, &phold);
    for (uint32_t i = 0; i < n; i++)
        phold.Schedule();
    ns3::Simulator::Run();
    contestant_print(phold.events, phold.cpu, phold_checksum(phold.places.data(), n));
    return EXIT_SUCCESS; // the system takes the memory back faster than Simulator::Destroy()
}
