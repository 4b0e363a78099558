#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shell_lint.sh - shellcheck over every shell script of the tree
set -eu
cd "$(dirname "$0")/../.."

# shellcheck disable=SC2046 # paths of the tree have no blanks
shellcheck $(git grep -lE -e '^#!/bin/(ba)?sh|^# shellcheck shell=' -- ':!*.md')
