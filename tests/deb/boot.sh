#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# boot.sh ROOT - becomes systemd, as process 1 of a container that has nothing of this machine but its network
#
# Called in new namespaces of mounts, processes, host name, IPC and control groups. /sys and /proc/sys cannot be
# written, so nothing is set in the kernel, and of the devices there are only those that store nothing.
set -eu

root=$1
mount --make-rprivate /
for place in proc sys dev run tmp; do
	while umount -R "$root/$place" 2>/dev/null; do :; done
done
mount --bind "$root" "$root"
cd "$root"
mkdir -p old
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup
if [ -d /sys/fs/cgroup/systemd ]; then
	mkdir sys/fs/cgroup/systemd sys/fs/cgroup/unified
	mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
	mount -t cgroup2 cgroup2 sys/fs/cgroup/unified
else
	umount sys/fs/cgroup
	mount -t cgroup2 cgroup2 sys/fs/cgroup
fi
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
	touch "dev/$device"
	mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
mount -t tmpfs tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
hostname bare
pivot_root . old
umount -l /old
mount --make-rshared /	# credentials arrive in a service that way
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=other LC_ALL=C.UTF-8 \
	/lib/systemd/systemd --unit=basic.target --log-target=console --log-color=no --show-status=no </dev/null
