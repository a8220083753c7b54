#compdef jobctl
# Completion of jobctl for zsh.
_jobctl() {
    local line
    local -a items
    local -i dashes=${words[(i)--]}

    # Behind '--' the line is the job's: its command first, files after that.
    if ((dashes < CURRENT)); then
        if ((dashes == CURRENT - 1)); then
            _command_names -e
        else
            _files
        fi
        return
    fi

    while IFS= read -r line; do
        # _describe wants the word and the text apart by a colon, and colons in the word hidden.
        items+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    done < <("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)

    if ((${#items})); then
        _describe -V jobctl items
    else
        _files
    fi
}

if [[ $funcstack[1] == _jobctl ]]; then
    _jobctl "$@"
else
    compdef _jobctl jobctl
fi
