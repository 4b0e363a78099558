# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# prov.bash - completion for bash; whatever is offered is asked of the programs themselves

# Long and short options of a program, from its help.
_prov_options()
{
	{ prov "$1" --extendedoptions || prov "$1" --help; } 2>/dev/null </dev/null |
		sed -nE 's/^ {2,6}((-[A-Za-z?], *)*)(--[A-Za-z][A-Za-z0-9_-]*).*/\1 \3/p' | tr ',' ' '
}

# The actions of provdb, licence (its summary lists them) and ucr.
_prov_actions()
{
	case $1 in
	provdb | licence) prov "$1" --help | sed -n "s/^$1: //p" | tr ',' ' ' ;;
	ucr | univention-config-registry) prov ucr --help | awk '/^Actions:/ { on = 1; next } !NF { on = 0 } on { print $1 }' ;;
	esac 2>/dev/null </dev/null
}

_prov()
{
	local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}
	local program=${COMP_WORDS[1]} words=''

	if [ "$word" = = ] || [ "$last" = = ]; then	# --option=value comes as three words
		last=${COMP_WORDS[COMP_CWORD - 1]}
		[ "$last" != = ] || last=${COMP_WORDS[COMP_CWORD - 2]}
		[ "$word" != = ] || word=''
	fi
	if [ "$COMP_CWORD" -eq 1 ]; then
		words="help $(prov help 2>/dev/null | sed -nE 's/^  ([a-z-]+) .*/\1/p')"
	elif [ "$program" = help ]; then
		words=$(prov help 2>/dev/null | sed -nE 's/^  ([a-z-]+) .*/\1/p')
	elif [[ $last == --access-combination-name ]]; then
		words='webmail pim pim_infostore pim_mobility groupware_standard groupware_premium drive all'
	elif [[ $last == --access-* ]]; then
		words='on off'
	elif [[ $word == -* ]]; then
		words=$(_prov_options "$program")
	elif [ "$COMP_CWORD" -eq 2 ]; then
		words=$(_prov_actions "$program")
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o default -F _prov prov
