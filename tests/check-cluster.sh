#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A study on real engines, on this machine alone: Slurm (munge, slurmctld, slurmd on the loopback, with keys, ports and folders of their
# own), and GNU parallel.  One task of each is killed on its way; what is collected is, byte for byte, what one process makes.
. "$(dirname "$0")/house-rules.sh"
program=$top_builddir/cpmsim
for tool in munged slurmctld slurmd sbatch parallel; do
    if ! PATH=$PATH:/usr/sbin command -v $tool > /dev/null; then
        echo "$tool is missing: run ./bootstrap check --all, or install munge, slurmctld, slurmd, slurm-client and parallel"
        exit 77
    fi
done
PATH=$PATH:/usr/sbin
work=$(mktemp -d "${TMPDIR:-/tmp}/check-cluster.XXXXXX")
daemons=
# shellcheck disable=SC2317 # called by the trap
clean_up() {
    for daemon in $daemons; do
        kill "$daemon" 2> /dev/null || true
    done
    for daemon in $daemons; do
        wait "$daemon" 2> /dev/null || true
    done
    rm -rf "$work"
}
trap clean_up EXIT
chmod 755 "$work"
cd "$work"
SLURM_CONF=$work/slurm.conf
export SLURM_CONF

# 48 runs of some tenths of a second: long enough to kill a task in the midst of its runs.
cat > study.yaml <<'END'
version: 1
focus: {fan_out: 1000 /s}
stations: {core: {servers: 99}, cs: {servers: 99}, isf: {servers: 99}, iwf: {servers: 99}}
groups:
  friends:
    - {name: B, client: cpm}
    - {name: crowd, count: 120000, client: sms}
sessions:
  - {group: friends}
study:
  axes:
    - {name: policy, key: policy.provider, values: [{force: accept}, {force: convert}]}
    - {name: t_reply, key: iwf.t_reply, from: 2 min, to: 6 min, step: 2 min}
  repeat: 8
END

fail() {
    echo "$1"
    tail -n 20 ./*.log 2> /dev/null
    return 1
}

# Waits until the command succeeds, for a minute.
until_true() { # COMMAND...
    tries=0
    until "$@" > /dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || return 1
        sleep 0.2
    done
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_munge() {
    mkdir -m 700 munge
    dd if=/dev/urandom of=munge/key bs=1024 count=1 2> /dev/null
    chmod 600 munge/key
    mkdir -m 755 socket
    munged --foreground --force --key-file="$work/munge/key" --socket="$work/socket/munge" --pid-file="$work/socket/pid" \
        --log-file="$work/munged.log" --seed-file="$work/munge/seed" > munged.out 2>&1 &
    daemons="$daemons $!"
    until_true munge --socket="$work/socket/munge" -n || fail 'munged does not answer'
}

start_slurm() {
    user=$(id -un) host=$(hostname -s)
    cat > slurm.conf <<END
ClusterName=cpmsim
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
AuthType=auth/munge
AuthInfo=socket=$work/socket/munge
CredType=cred/munge
SlurmUser=$user
SlurmdUser=$user
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=1
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
KillWait=1
JobRequeue=1
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
    echo 'CgroupPlugin=cgroup/v1' > cgroup.conf
    mkdir state spool
    slurmctld -D -c > slurmctld.out 2>&1 &
    daemons="$daemons $!"
    slurmd -D -N "$host" > slurmd.out 2>&1 &
    daemons="$daemons $!"
    until_true node_is_idle || fail "the node does not come up: $(sinfo 2>&1)"
}

node_is_idle() {
    [ "$(sinfo -h -o %t)" = idle ]
}

is_running() { # TASK
    [ "$(squeue -h -r -j "$1" -o %T)" = RUNNING ]
}

is_done() { # TASK
    state=$(scontrol show job "$1" | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p')
    [ "$state" = COMPLETED ] || [ "$state" = FAILED ]
}

has_results() { # FOLDER
    [ "$(find "$1/runs" -mindepth 1 -maxdepth 1 -not -name '.*' | wc -l)" -ge 2 ]
}

queue_is_empty() {
    [ -z "$(squeue -h)" ]
}

# The processes that run into FOLDER and have the line in their cmdline or environ: that of a shard, and of the runs it has begun.
shard_processes() { # FOLDER FILE LINE
    grep -lsxz -e "$3" /proc/[0-9]*/"$2" | while read -r file; do
        grep -lsxz -e "$work/$1" "$(dirname "$file")/cmdline" | sed 's|/proc/||; s|/.*||'
    done
}

# An array of 8 tasks; the first is killed in its midst, and put into the queue again.
by_slurm() {
    "$program" export --for slurm --tasks 8 -o by-slurm study.yaml > job.sh
    job=$(sbatch --parsable --output="$work/task-%a.out" job.sh) || fail 'sbatch'
    until_true is_running "${job}_1" || fail 'the first task does not start'
    until_true has_results by-slurm || fail 'there are no results'
    # shellcheck disable=SC2046 # a list of numbers
    kill -s KILL $(shard_processes by-slurm environ SLURM_ARRAY_TASK_ID=1) || fail 'it was killed too late'
    until_true is_done "${job}_1" || fail "the first task does not end: $(scontrol show job "${job}_1")"
    "$program" status by-slurm > killed.txt && fail "it was killed too late: $(cat killed.txt)"
    scontrol requeue "${job}_1" || fail 'requeue'
    scontrol update "JobId=${job}_1" StartTime=now || fail 'Slurm makes it wait for two minutes'
    until_true queue_is_empty || until_true queue_is_empty || fail "the queue does not end: $(squeue)"
    "$program" status by-slurm > status.txt || fail "$(cat status.txt task-*.out)"
    compare by-slurm
}

# Eight shards, two at a time; one is killed, and parallel tries it again.
by_parallel() {
    "$program" export --for parallel --tasks 8 -o by-parallel study.yaml > parallel.sh
    sh parallel.sh --jobs 2 > parallel.log 2>&1 &
    engine=$!
    until_true has_results by-parallel || fail 'there are no results'
    victims=$(shard_processes by-parallel cmdline 3/8)
    while [ -z "$victims" ] && kill -0 $engine 2> /dev/null; do
        sleep 0.02
        victims=$(shard_processes by-parallel cmdline 3/8)
    done
    # shellcheck disable=SC2086 # a list of numbers
    kill -s KILL $victims || fail 'it was killed too late'
    wait $engine || fail "parallel: $?"
    compare by-parallel
}

# A verdict that is no pass is no trouble here.
without_trouble() { # ARGUMENT...
    code=0
    "$program" "$@" > out.txt 2>&1 || code=$?
    case $code in
    0 | 1 | 3) ;;
    *) fail "cpmsim $*: exit code $code: $(cat out.txt)" ;;
    esac
}

# The runs, and what is collected from them.
compare() { # FOLDER
    without_trouble collect "$1"
    [ -s "$1/results/runs_long.csv" ] || fail 'nothing was collected'
    diff -rq -x manifest.json whole "$1" || true
}

without_trouble run -q -j 2 -o whole study.yaml
without_trouble collect whole
rule 'GNU parallel, one shard killed' "$(by_parallel)"
# In this shell, or the daemons would not be its children.
if start_munge > begin.txt; then
    start_slurm >> begin.txt || true
fi
rule 'munge and Slurm begin' "$(cat begin.txt)"
[ -s begin.txt ] || rule 'a Slurm array of 8 tasks, one killed and requeued' "$(by_slurm)"
finish
