#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bare.t - the packages in a bare Debian: installed, used as root and as a user, upgraded, removed, purged
#
# What is done in the root folder is in tests/deb/inside.sh.
mkdir -p "${BARE:?run tests/deb/run}/tmp/t"
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 TZ=UTC TMP=/tmp/t TESTLIB=/tree/tests/lib \
	ROOT=/tree B=/tree/build DEBIAN_FRONTEND=noninteractive chroot "$BARE" sh /tree/tests/deb/inside.sh
