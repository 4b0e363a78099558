# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# prov.bash - completion for bash: programs from `prov help`, options from `prov PROGRAM --help`
_prov()
{
	local word=${COMP_WORDS[COMP_CWORD]} words

	if [ "$COMP_CWORD" -eq 1 ] || { [ "$COMP_CWORD" -eq 2 ] && [ "${COMP_WORDS[1]}" = help ]; }; then
		words="help $(prov help 2>/dev/null | sed -n 's/^  \([a-z]*\) .*/\1/p')"
	elif [[ $word == -* ]]; then
		words=$(prov "${COMP_WORDS[1]}" --help 2>/dev/null |
			grep -oE -e '^ *(-[^ ,]*, *)*--[A-Za-z][A-Za-z0-9_/-]*' | tr -d ' ' | tr ',' '\n')
	else
		return
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o default -F _prov prov
