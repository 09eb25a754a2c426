#!/bin/sh
# Runs a command as a container of the image would: process 1 of its own processes, on a root that can't be written to,
# as a user without rights. Called by root in a mount and process namespace of its own.
# container.sh ROOT WORKDIR UID NODE VOLUMES COMMAND…; VOLUMES: "host-file:container-file …"
set -eu
root=$1 workdir=$2 uid=$3 node=$4 volumes=$5
shift 5

mount --bind "$root" "$root"
# What the base image would bring: Node, and the C library that it is linked to.
for system in "$node:/nodejs/bin/node" $volumes; do
  mkdir -p "$root/$(dirname "${system#*:}")"
  touch "$root/${system#*:}"
  mount --bind "${system%%:*}" "$root/${system#*:}"
done
for folder in /lib /lib64 /usr/lib /dev; do
  if [ -d "$folder" ]; then
    mkdir -p "$root/$folder"
    mount --bind "$folder" "$root/$folder"
  fi
done
mkdir -p "$root/proc"
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
exec unshare --root="$root" --wd="$workdir" --setgid="$uid" --setuid="$uid" -- "$@"
