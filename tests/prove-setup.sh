#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# prove-setup.sh [--worktree] [--all] DIRECTORY
# Proves that the commands of the README work on a fresh Debian 12 with nothing but git: installs a minimal Debian into
# DIRECTORY/debian (debootstrap, some 200 MB; used again if it is there, as DIRECTORY/debian.tar), clones this repository
# into it (with --worktree: the files as they are now, committed or not), and runs both in there, as root; with --all
# `./bootstrap check --all` too.  Needs root and debootstrap; downloads; takes minutes.  It is no part of make check.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
mirror=http://deb.debian.org/debian
usage='usage: prove-setup.sh [--worktree] [--all] DIRECTORY'
worktree=0 all=0
while [ $# -gt 1 ]; do
    case $1 in
    --worktree) worktree=1 ;;
    --all) all=1 ;;
    *) break ;;
    esac
    shift
done
case $#,${1-} in
1,-* | 0,* | [2-9]*)
    echo "$usage" >&2
    exit 2
    ;;
esac
if [ "$(id -u)" != 0 ] || ! command -v debootstrap > /dev/null; then
    echo 'prove-setup.sh: needs root and debootstrap' >&2
    exit 5
fi
mkdir -p "$1"
directory=$(cd "$1" && pwd)
debian=$directory/debian

if [ ! -f "$directory/debian.tar" ]; then
    rm -rf "$directory/new"
    debootstrap --variant=minbase --include=git,ca-certificates bookworm "$directory/new" "$mirror"
    tar -C "$directory/new" -cf "$directory/debian.tar.new" .
    mv "$directory/debian.tar.new" "$directory/debian.tar"
    rm -rf "$directory/new"
fi
# What stands there still is mounted if an earlier proof was killed.
unmount() {
    for place in "$debian/proc" "$debian"; do
        ! mountpoint -q "$place" || umount "$place"
    done
}
unmount
trap unmount EXIT
trap 'exit 75' INT TERM
rm -rf "$debian"
mkdir "$debian"
mount --bind "$debian" "$debian" # the root directory of a machine is a mount point, and a test needs that
tar -C "$debian" -xf "$directory/debian.tar"
cp /etc/resolv.conf "$debian/etc/resolv.conf"
mount -t proc proc "$debian/proc" # the sanitizers need it

if [ $worktree = 1 ]; then
    mkdir "$debian/root/cpmsim"
    (cd "$here" && git ls-files -co --exclude-standard -z | tar --null -T - -cf -) | tar -C "$debian/root/cpmsim" -xf -
else
    git -c safe.directory="$here/.git" clone -q --no-hardlinks "$here" "$debian/root/cpmsim"
fi

result=0
inside() { # COMMAND...
    echo "prove-setup: $*" >&2
    code=0
    begin=$(date +%s)
    chroot "$debian" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        sh -c 'cd /root/cpmsim && exec "$@"' sh "$@" < /dev/null || code=$?
    echo "prove-setup: exit code $code after $(($(date +%s) - begin)) s: $*" >&2
    [ $code = 0 ] || result=1
}
inside ./bootstrap run scenarios/figure-31.yaml
inside ./bootstrap run scenarios/figure-31.yaml # now there is nothing to install or to build
inside ./bootstrap check
[ $all = 0 ] || inside ./bootstrap check --all
exit $result
