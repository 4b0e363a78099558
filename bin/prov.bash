# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# prov.bash - completion for bash, of prov and of its programs by their own names; whatever is offered is
# asked of the programs themselves

_prov_programs()
{
	prov help 2>/dev/null </dev/null | sed -nE 's/^  ([a-z-]+)  .*/\1/p'
}

# Those that are words of prov only: prov batch.
_prov_words()
{
	prov help 2>/dev/null </dev/null | sed -nE 's/^  prov ([a-z-]+)  .*/\1/p'
}

# Long and short options of a program, from its help. The program is all words: prov createuser.
_prov_options()
{
	{ "$@" --extendedoptions || "$@" --help; } 2>/dev/null </dev/null |
		sed -nE 's/^ {2,6}((-[A-Za-z?], *)*)(--[A-Za-z][A-Za-z0-9_-]*).*/\1 \3/p' | tr ',' ' '
}

# The words that an option takes, if its help has them: --mailenabled=true|false.
_prov_values()
{
	local option=$1

	shift
	case $option in
	--?*) { "$@" --extendedoptions || "$@" --help; } 2>/dev/null </dev/null |
		sed -nE "s/^ .*$option=([a-z]+(\\|[a-z]+)+)( .*|\$)/\\1/p" | tr '|' ' ' ;;
	esac
}

# The actions of provdb, licence and ucr.
_prov_actions()
{
	case ${!#} in
	provdb | licence | ucr | univention-config-registry) "$@" --help |
		awk '/^Actions:/ { on = 1; next } !NF { on = 0 } on { print $1 }' ;;
	esac 2>/dev/null </dev/null
}

# The file that a name stands for in this shell.
_prov_file()
{
	readlink -f "$(type -P "$1")" 2>/dev/null
}

# PostgreSQL has a createuser, too. Where that one is meant its own completion takes the place of this.
_prov_other()
{
	local folder folders

	complete -r "$1" 2>/dev/null
	IFS=: read -ra folders <<<"${XDG_DATA_DIRS:-/usr/local/share:/usr/share}"
	for folder in "${folders[@]/%//bash-completion/completions}"; do
		if [ -e "$folder/$1" ] && ! grep -q '^_prov()' "$folder/$1"; then
			# shellcheck disable=SC1090 # that of another package
			. "$folder/$1" && return 124	# bash begins again
		fi
	done
	return 0
}

_prov()
{
	local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}
	local name=${COMP_WORDS[0]##*/} at=1 words=''
	local program=("${COMP_WORDS[0]}") values

	if [ "$name" = prov ]; then
		name=${COMP_WORDS[1]} at=2
		program+=("$name")
	elif [ "$(basename "$(_prov_file "${COMP_WORDS[0]}")")" != prov ]; then
		_prov_other "$name"
		return
	fi
	if [ "$word" = = ] || [ "$last" = = ]; then	# --option=value comes as three words
		last=${COMP_WORDS[COMP_CWORD - 1]}
		[ "$last" != = ] || last=${COMP_WORDS[COMP_CWORD - 2]}
		[ "$word" != = ] || word=''
	fi
	if [ "$COMP_CWORD" -lt "$at" ]; then
		words="help $(_prov_programs) $(_prov_words)"
	elif [ "$name" = help ]; then
		words="$(_prov_programs) $(_prov_words)"
	elif [[ $last == --access-combination-name ]]; then
		words=$("$(_prov_file "${COMP_WORDS[0]}")" complete combinations 2>/dev/null </dev/null)
	elif values=$(_prov_values "$last" "${program[@]}") && [ -n "$values" ]; then
		words=$values
	elif [[ $word == -* ]]; then
		words=$(_prov_options "${program[@]}")
	elif [ "$COMP_CWORD" -eq "$at" ]; then
		words=$(_prov_actions "${program[@]}")
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
# shellcheck disable=SC2046 # names are words
complete -o default -F _prov prov $(_prov_programs)
