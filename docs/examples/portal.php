<?php
// SPDX-License-Identifier: Apache-2.0
// portal.php - a page of a portal that sends its user on to mail, logged in; see portal.sh
//
// The command is run without a shell: what is in the name means nothing.
declare(strict_types=1);

function fail(int $status, string $text): never
{
	http_response_code($status);
	header('Content-Type: text/plain');
	header('Cache-Control: no-store');
	exit($text . "\n");
}

function onetime(string $context, string $user, string $secret): ?string
{
	$command = ['onetimelogin', '-c', $context, '--username=' . $user, '-A', 'admin', '--adminpass-file', $secret];
	$process = proc_open($command, [1 => ['pipe', 'w'], 2 => ['file', '/dev/null', 'w']], $pipes);
	if ($process === false)
		return null;
	$url = trim((string)stream_get_contents($pipes[1]));
	fclose($pipes[1]);
	return proc_close($process) === 0 ? $url : null;
}

$user = strstr(($_SERVER['REMOTE_USER'] ?? '') . '@', '@', true);
if ($user === '')
	fail(403, 'Nobody is logged in.');
if (($_SERVER['REQUEST_METHOD'] ?? '') !== 'POST')
	fail(405, 'Please use the button of the portal.');
$url = onetime((string)getenv('PROV_CONTEXT'), $user, (string)getenv('PROV_SECRET'));
if ($url === null)
	fail(503, 'Logging in to mail is not possible at the moment.');
header('Cache-Control: no-store');
header('Referrer-Policy: no-referrer');
header('Location: ' . $url, true, 303);
