#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second opinion on the overload of a Conversation Server: the same network as the simulator's, written anew from the RFCs.

It shares no code, no tables and no random numbers with cpmsim: all it is given are the times at which callers begin.  Where nothing else is
random, two programs that both follow the RFCs must then count the same messages.  tests/check-second-opinion.py compares them.

What it models

    inviter A --access-- Core --core-- Conversation Server --core-- Core --access-- member B

  Each caller A begins one session with one member B.  The Core is a proxy that keeps transactions; each message takes CORE_TIME in it, and
  none waits there.  The server has one processor and one queue, first come, first served, without limit: each message that arrives, new,
  repeated or of no use any more, takes SERVICE, and so does each turn of the focus (to invite B, to let B go).  What a message causes
  happens when its service ends.  A and B need no time.
  B answers after ANSWER.  A acknowledges, subscribes, and hangs up after DURATION; A cancels after PATIENCE without a final response.
  Control "reject", as docs/model.md has it: every INTERVAL the server estimates the wait as its queue over the rate at which it serves when
  it is busy; beyond TARGET it refuses new INVITEs with 503, at half of it no longer.  An INVITE is judged when it arrives, its repetitions
  never are.  A refused one waits in the queue, and takes SERVICE.
  Links lose and double nothing.  Over TCP only what RFC 3261 repeats over any transport is repeated: the 2xx to an INVITE.

Timers and states

  INVITE client        A doubles from T1, B after 64 T1 gives 408 (RFC 3261 17.1.1); Accepted lasts 64 T1, Timer M (RFC 6026 7.2);
                       Completed lasts 32 s, Timer D
  INVITE server        G doubles from T1 to T2, H after 64 T1, I is T4 (RFC 3261 17.2.1); Accepted, Timer L, absorbs INVITEs (RFC 6026 7.1)
  2xx to an INVITE     repeated by the user agent from T1, doubling to T2, until the ACK or 64 T1, then BYE (RFC 3261 13.3.1.4)
  other requests       E doubles from T1 to T2, F after 64 T1 (RFC 3261 17.1.2); no 408 is made of F (RFC 4320 4.2)
  CANCEL               waits for a provisional response (RFC 3261 9.1); 64 T1 after it the INVITE counts as failed
  an old INVITE        that the server has refused and forgotten (Timer H) is a new one, unless the Core's client transaction still exists:
                       then it is absorbed (docs/model.md)
  Access links have the timers of 3GPP TS 24.229 7.7: T1 2 s, T2 16 s.  An INVITE and a request other than INVITE on a link of A or B are
  answered before Timer A or E fires there, so that of these timers only the repetition of B's 2xx is seen.

Not modelled: anything that these runs do not have (loss, several members, several boxes, Retry-After, messages with media).
"""
import heapq
from collections import Counter, deque

MILLISECOND = 1_000_000                 # all times are whole ns, so that two programs can agree to the last digit
SECOND = 1_000_000_000

T1, T2, T4 = 500 * MILLISECOND, 4 * SECOND, 5 * SECOND
ACCESS_T1, ACCESS_T2 = 2 * SECOND, 16 * SECOND
TIMER_D = 32 * SECOND
ACCESS, CORE_LINK, CORE_TIME, SERVICE = 5_001_013, 2_000_107, 10_019, 2_000_003        # odd, so that few events fall on the same ns
ANSWER, DURATION, PATIENCE = 1 * SECOND, 5 * SECOND, 10 * SECOND
TARGET, INTERVAL, MEMORY = 200 * MILLISECOND, 100 * MILLISECOND, 1 * SECOND


class Call:
    """One session: a state for each transaction and each user.  None: not begun."""

    def __init__(self):
        self.caller = "Calling"         # A: Calling, In, Over
        self.gave_up = False
        self.core_client = None         # the Core's INVITE client transaction towards the server (RFC 6026, Figure 5)
        self.cancel_waits = False       # A has cancelled, no provisional response yet
        self.server = None              # the server's INVITE server transaction: Proceeding, Accepted, Completed, Confirmed, Terminated
        self.final = None               # the non-2xx in Completed
        self.acknowledged = False
        self.focus = None               # Inviting, Answered, Cancelled, Failed, Rejected, Ended
        self.subscribed = False
        self.server_client = None       # the server's INVITE client transaction towards B
        self.released = False           # the server has begun to let B go; where he has not answered at all, CANCEL waits for a 100: 9.1
        self.core_server = None         # the Core's INVITE server transaction on the leg to B
        self.member_answered = False
        self.member_cancelled = False
        self.member_acknowledged = False
        self.requests = {}              # (who sent it, method): Trying, Completed, Terminated
        self.answers = {}               # method of a request from the server: state of the Core's server transaction


class Network:
    """Runs the calls that begin at @begins (ns, rising) until @end (ns).  @service and the rest are there to be wrong on purpose: @t1 is
    that of the core, @repeat_2xx False forgets 13.3.1.4, @memory is over how long the rate of service is measured."""

    def __init__(self, begins, end, transport="udp", control="none", service=SERVICE, t1=T1, repeat_2xx=True,
                 memory=MEMORY):
        self.now, self.end = 0, end
        self.events, self.inserted = [], 0
        self.unreliable = transport == "udp"
        self.control, self.service, self.t1, self.repeat_2xx, self.memory = control, service, t1, repeat_2xx, memory
        self.queue, self.busy, self.busy_since = deque(), False, 0
        self.measuring, self.rejecting, self.was_busy = False, False, False
        self.rate, self.begun = 0.0, 0          # services per ns; services begun in this interval
        self.taken, self.joined = Counter(), 0
        self.successes, self.busy_time, self.present_time, self.changed = [], 0, 0, 0
        for begin in begins:
            self.after(begin, self.caller_begins, Call())

    def after(self, delay, action, *arguments):
        self.inserted += 1
        heapq.heappush(self.events, (self.now + delay, self.inserted, action, arguments))

    def run(self):
        while self.events and self.events[0][0] <= self.end:
            self.now, _, action, arguments = heapq.heappop(self.events)
            action(*arguments)
        self.now = self.end
        self.book()
        if self.busy:
            self.busy_time += self.end - self.busy_since
        return self

    # ---- the server's queue

    def book(self):
        self.present_time += (len(self.queue) + self.busy) * (self.now - self.changed)
        self.changed = self.now

    def to_server(self, name, call):
        self.after(CORE_LINK, self.server_receives, name, call)

    def server_receives(self, name, call):
        if name == "new INVITE":
            name = self.judge_new_invite()
        self.enqueue(name, call)

    def enqueue(self, name, call):
        self.book()
        self.queue.append((name, call))
        if not self.busy:
            self.serve_next()

    def serve_next(self):
        self.book()
        self.busy = bool(self.queue)
        if self.busy:
            name, call = self.queue.popleft()
            self.busy_since = self.now
            self.begun += 1
            self.after(self.service, self.served, name, call)

    def served(self, name, call):
        self.busy_time += self.now - self.busy_since
        self.taken["INVITE" if name == "INVITE to refuse" else name] += 1
        SERVER_HANDLERS[name](self, call)
        self.serve_next()

    # ---- the server's overload control

    def judge_new_invite(self):
        if self.control == "reject" and not self.measuring:
            self.measuring = True
            self.after(INTERVAL, self.measure)
        return "INVITE to refuse" if self.rejecting else "INVITE"

    def measure(self):
        queue, begun = len(self.queue), self.begun
        if queue and not self.rate:                             # the first interval at whose end anybody waits
            self.rate = begun / INTERVAL
        elif queue and self.was_busy:
            self.rate += (begun / INTERVAL - self.rate) * INTERVAL / (INTERVAL + self.memory)
        wait = queue / self.rate if self.rate else 0
        self.rejecting = wait > (TARGET / 2 if self.rejecting else TARGET)
        self.begun, self.was_busy = 0, queue > 0
        self.measuring = begun > 0 or queue > 0 or self.busy    # else it begins again with the next new INVITE
        if self.measuring:
            self.after(INTERVAL, self.measure)

    # ---- the caller, A

    def caller_begins(self, call):
        self.after(ACCESS + CORE_TIME, self.core_forwards_invite, call)
        self.after(PATIENCE, self.caller_gives_up, call)

    def caller_gives_up(self, call):
        if call.caller == "Calling":
            call.gave_up = True
            self.after(ACCESS + CORE_TIME, self.core_forwards_cancel, call)

    def caller_gets_final(self, call, code):
        if code != 200:
            if call.caller == "Calling":
                call.caller = "Over"
            return
        self.after(ACCESS + CORE_TIME, self.to_server, "ACK to 2xx", call)     # each 2xx, the first and the repeated: 13.2.2.4
        if call.caller != "Calling":
            return
        call.caller = "In"
        self.joined += 1
        if call.gave_up:                                                       # the 2xx and the CANCEL have crossed: 15
            self.after(ACCESS + CORE_TIME, self.core_requests, call, "BYE")
            return
        self.successes.append(self.now)
        self.after(DURATION, self.caller_hangs_up, call)
        self.after(ACCESS + CORE_TIME, self.core_requests, call, "SUBSCRIBE")

    def caller_hangs_up(self, call):
        self.after(ACCESS + CORE_TIME, self.core_requests, call, "BYE")

    # ---- the Core's INVITE client transaction, towards the server

    def core_forwards_invite(self, call):
        call.core_client = "Calling"
        self.core_sends_invite(call, self.t1)
        self.after(64 * self.t1, self.core_timer_b, call)

    def core_sends_invite(self, call, timer_a):
        if call.core_client != "Calling":
            return
        self.to_server("new INVITE" if timer_a == self.t1 else "INVITE", call)
        if self.unreliable:
            self.after(timer_a, self.core_sends_invite, call, 2 * timer_a)

    def core_timer_b(self, call):
        if call.core_client == "Calling":
            call.core_client = "Terminated"
            self.after(ACCESS, self.caller_gets_final, call, 408)

    def core_forwards_cancel(self, call):
        if call.core_client == "Calling":
            call.cancel_waits = True
        elif call.core_client == "Proceeding":
            self.core_cancels(call)

    def core_cancels(self, call):
        self.core_requests(call, "CANCEL")
        self.after(64 * self.t1, self.core_cancel_failed, call)

    def core_cancel_failed(self, call):
        if call.core_client == "Proceeding":
            call.core_client = "Terminated"
            self.after(ACCESS, self.caller_gets_final, call, 408)

    def core_gets_response(self, call, code):
        if code == 100:
            if call.core_client == "Calling":
                call.core_client = "Proceeding"
                if call.cancel_waits:
                    self.core_cancels(call)
        elif code == 200:
            if call.core_client in ("Calling", "Proceeding"):
                call.core_client = "Accepted"
                self.after(64 * self.t1, self.core_client_ends, call)          # Timer M
            if call.core_client == "Accepted":
                self.after(ACCESS, self.caller_gets_final, call, 200)
        else:
            if call.core_client in ("Calling", "Proceeding"):
                call.core_client = "Completed"
                self.after(TIMER_D, self.core_client_ends, call)
                self.after(ACCESS, self.caller_gets_final, call, code)
            if call.core_client == "Completed":
                self.to_server("ACK to non-2xx", call)

    def core_client_ends(self, call):
        call.core_client = "Terminated"

    # ---- requests other than INVITE: client transactions of the Core (for A) and of the server, and the Core's answers

    def core_requests(self, call, method):
        self.request(call, ("Core", method))

    def server_requests(self, call, method):
        self.request(call, ("server", method))

    def request(self, call, key):
        if key not in call.requests:
            call.requests[key] = "Trying"
            self.send_request(call, key, self.t1)
            self.after(64 * self.t1, self.timer_f, call, key)

    def send_request(self, call, key, timer_e):
        if call.requests[key] != "Trying":
            return
        sender, method = key
        if sender == "Core":
            self.to_server(method, call)
        else:
            self.after(CORE_LINK + CORE_TIME, self.core_gets_request, call, method)
        if self.unreliable:
            self.after(timer_e, self.send_request, call, key, min(T2, 2 * timer_e))

    def timer_f(self, call, key):
        if call.requests[key] == "Trying":
            call.requests[key] = "Terminated"

    def request_is_answered(self, call, key):
        if call.requests.get(key) == "Trying":
            call.requests[key] = "Completed"

    def core_gets_request(self, call, method):
        state = call.answers.get(method)
        if state == "Completed":
            self.to_server("200 to " + method, call)
        elif state is None and method == "CANCEL":                             # answered hop by hop: 9.2
            self.core_answers(call, method)
            self.after(2 * ACCESS, self.member_is_cancelled, call)
        elif state is None:                                                    # to A or B and back
            call.answers[method] = "Trying"
            self.after(ACCESS, self.user_answers, call, method)

    def user_answers(self, call, method):
        self.after(ACCESS + CORE_TIME, self.core_answers, call, method)

    def core_answers(self, call, method):
        call.answers[method] = "Completed"
        self.to_server("200 to " + method, call)

    # ---- the leg to the member, B: the Core's INVITE server transaction, and B

    def core_gets_invite(self, call):
        if call.core_server is None:
            call.core_server = "Proceeding"
            self.to_server("100", call)
            self.after(ACCESS + ANSWER, self.member_answers, call)
        elif call.core_server == "Proceeding":
            self.to_server("100", call)
        elif call.core_server == "Completed":
            self.to_server("487", call)

    def member_answers(self, call):
        if call.core_server == "Proceeding" and not call.member_cancelled:
            call.member_answered = True
            self.member_sends_2xx(call, ACCESS_T1, self.now + 64 * ACCESS_T1)

    def member_sends_2xx(self, call, timer, until):
        if call.member_acknowledged or self.now > until:
            return
        self.after(ACCESS + CORE_TIME, self.core_gets_2xx, call)
        if self.repeat_2xx:
            self.after(timer, self.member_sends_2xx, call, min(ACCESS_T2, 2 * timer), until)

    def core_gets_2xx(self, call):
        if call.core_server == "Proceeding":
            call.core_server = "Accepted"
            self.to_server("200", call)
        elif call.core_server == "Accepted":
            self.to_server("200", call)

    def member_is_cancelled(self, call):
        if call.core_server == "Proceeding" and not call.member_answered:
            call.member_cancelled = True
            call.core_server = "Completed"
            self.core_sends_487(call, self.t1, 0)

    def core_sends_487(self, call, timer_g, age):
        if call.core_server != "Completed" or age > 64 * self.t1:              # Timer H
            return
        self.to_server("487", call)
        if self.unreliable:
            self.after(timer_g, self.core_sends_487, call, min(T2, 2 * timer_g), age + timer_g)

    def core_gets_ack(self, call, to_2xx):
        if to_2xx:
            self.after(ACCESS, self.member_gets_ack, call)
        elif call.core_server == "Completed":
            call.core_server = "Confirmed"

    def member_gets_ack(self, call):
        call.member_acknowledged = True

    # ---- the server: its INVITE server transaction and the focus

    def server_responds(self, call, code):
        self.after(CORE_LINK + CORE_TIME, self.core_gets_response, call, code)

    def server_gets_invite(self, call):
        forgotten = call.server == "Terminated" and call.focus == "Rejected" and call.core_client == "Terminated"
        if call.server is None or forgotten:
            call.server, call.focus = "Proceeding", "Inviting"
            self.server_responds(call, 100)
            self.enqueue("turn to invite", call)
        elif call.server == "Proceeding":
            self.server_responds(call, 100)
        elif call.server == "Completed":
            self.server_responds(call, call.final)

    def server_refuses_invite(self, call):
        call.focus = "Rejected"
        self.server_fails(call, 503)

    def server_fails(self, call, code):
        call.server, call.final = "Completed", code
        self.server_repeats_final(call, self.t1)
        self.after(64 * self.t1, self.server_timer_h, call)

    def server_repeats_final(self, call, timer_g):
        if call.server == "Completed":
            self.server_responds(call, call.final)
            if self.unreliable:
                self.after(timer_g, self.server_repeats_final, call, min(T2, 2 * timer_g))

    def server_timer_h(self, call):
        if call.server == "Completed":
            call.server = "Terminated"

    def server_timer_i(self, call):
        call.server = "Terminated"

    def server_timer_l(self, call):
        if call.server == "Accepted":
            call.server = "Terminated"

    def server_accepts(self, call):
        call.focus, call.server = "Answered", "Accepted"
        self.after(64 * self.t1, self.server_timer_l, call)
        self.server_repeats_2xx(call, self.t1, 0)

    def server_repeats_2xx(self, call, timer, age):
        if call.acknowledged:
            return
        if age >= 64 * self.t1:
            self.server_misses_ack(call)
            return
        self.server_responds(call, 200)
        if self.repeat_2xx:
            wait = min(timer, 64 * self.t1 - age)
            self.after(wait, self.server_repeats_2xx, call, min(T2, 2 * timer), age + timer)

    def server_misses_ack(self, call):
        if call.focus != "Ended":
            call.focus = "Ended"
            self.server_requests(call, "BYE to A")
            self.enqueue("turn to release", call)

    def server_gets_ack_to_2xx(self, call):
        call.acknowledged = True

    def server_gets_ack_to_non_2xx(self, call):
        if call.server == "Completed":
            call.server = "Confirmed"
            self.after(T4, self.server_timer_i, call)

    def server_answers(self, call, method):
        self.after(CORE_LINK + CORE_TIME, self.request_is_answered, call, ("Core", method))

    def server_gets_cancel(self, call):
        self.server_answers(call, "CANCEL")
        if call.focus == "Inviting":
            call.focus = "Cancelled"
            self.server_fails(call, 487)
            if call.server_client in ("Calling", "Proceeding"):
                self.enqueue("turn to release", call)

    def server_gets_subscribe(self, call):
        self.server_answers(call, "SUBSCRIBE")
        if not call.subscribed and call.focus == "Answered":
            call.subscribed = True
            self.server_requests(call, "NOTIFY")

    def server_gets_bye(self, call):
        self.server_answers(call, "BYE")
        call.acknowledged = True                # whoever hangs up has had the 2xx
        if call.focus != "Ended":
            call.focus = "Ended"
            self.enqueue("turn to release", call)

    # ---- the server: its INVITE client transaction, towards B

    def server_invites_member(self, call):
        if call.focus == "Inviting":
            call.server_client = "Calling"
            self.server_sends_invite(call, self.t1)
            self.after(64 * self.t1, self.server_timer_b, call)

    def server_sends_invite(self, call, timer_a):
        if call.server_client == "Calling":
            self.after(CORE_LINK + CORE_TIME, self.core_gets_invite, call)
            if self.unreliable:
                self.after(timer_a, self.server_sends_invite, call, 2 * timer_a)

    def server_timer_b(self, call):
        if call.server_client == "Calling":
            call.server_client = "Terminated"
            if call.focus == "Inviting":
                call.focus = "Failed"
                self.server_fails(call, 480)

    def server_gets_100(self, call):
        if call.server_client == "Calling":
            call.server_client = "Proceeding"
        if call.server_client == "Proceeding" and call.released:
            self.server_cancels_member(call)

    def server_gets_200(self, call):
        if call.server_client in ("Calling", "Proceeding"):
            call.server_client = "Accepted"
            self.after(CORE_LINK + CORE_TIME, self.core_gets_ack, call, True)
            if call.focus == "Inviting":
                self.server_accepts(call)
            elif call.released:                                                # the 2xx and the CANCEL have crossed: 15
                self.server_requests(call, "BYE")
        elif call.server_client == "Accepted":
            self.after(CORE_LINK + CORE_TIME, self.core_gets_ack, call, True)

    def server_gets_487(self, call):
        if call.server_client in ("Calling", "Proceeding"):
            call.server_client = "Completed"
        if call.server_client == "Completed":
            self.after(CORE_LINK + CORE_TIME, self.core_gets_ack, call, False)

    def server_cancels_member(self, call):
        if ("server", "CANCEL") not in call.requests:
            self.server_requests(call, "CANCEL")
            self.after(64 * self.t1, self.server_cancel_failed, call)

    def server_cancel_failed(self, call):
        if call.server_client == "Proceeding":
            call.server_client = "Terminated"

    def server_releases_member(self, call):
        call.released = True
        if call.server_client == "Accepted":
            self.server_requests(call, "BYE")
        elif call.server_client == "Proceeding":
            self.server_cancels_member(call)


def answer_to(method):
    return lambda network, call: network.request_is_answered(call, ("server", method))


SERVER_HANDLERS = {
    "INVITE": Network.server_gets_invite,
    "INVITE to refuse": Network.server_refuses_invite,
    "ACK to 2xx": Network.server_gets_ack_to_2xx,
    "ACK to non-2xx": Network.server_gets_ack_to_non_2xx,
    "CANCEL": Network.server_gets_cancel,
    "SUBSCRIBE": Network.server_gets_subscribe,
    "BYE": Network.server_gets_bye,
    "100": Network.server_gets_100,
    "200": Network.server_gets_200,
    "487": Network.server_gets_487,
    "200 to NOTIFY": answer_to("NOTIFY"),
    "200 to BYE": answer_to("BYE"),
    "200 to BYE to A": answer_to("BYE to A"),
    "200 to CANCEL": answer_to("CANCEL"),
    "turn to invite": Network.server_invites_member,
    "turn to release": Network.server_releases_member,
}
