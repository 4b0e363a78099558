#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# notify_socket.pl - plays the service manager: writes what comes to a $NOTIFY_SOCKET into a file
#
#	notify_socket.pl PATH FILE
#
# A PATH with "@" in front is an abstract name. Each datagram is written with a line end behind it. FILE is there as
# soon as somebody listens.
use strict;
use warnings;
use IO::Handle;
use Socket;

my ($path, $file) = @ARGV;
my $name = $path =~ s/^@/\0/r;

socket(my $socket, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!\n";
bind($socket, pack_sockaddr_un($name)) or die "bind $path: $!\n";
chmod 0777, $path unless $path =~ /^@/;
open(my $out, '>', $file) or die "$file: $!\n";
$out->autoflush(1);
while (defined recv($socket, my $text, 65536, 0)) {
	print $out "$text\n";
}
