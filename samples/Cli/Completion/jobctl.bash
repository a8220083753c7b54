# Completion of jobctl for bash.
_jobctl() {
    local word=${COMP_WORDS[COMP_CWORD]} index line
    COMPREPLY=()

    # Behind '--' the line is the job's: its command first, files after that.
    for ((index = 1; index < COMP_CWORD; index++)); do
        if [[ ${COMP_WORDS[index]} == -- ]]; then
            if ((index == COMP_CWORD - 1)); then
                COMPREPLY=($(compgen -c -- "$word"))
            fi
            return
        fi
    done

    while IFS= read -r line; do
        COMPREPLY+=("${line%%$'\t'*}")
    done < <("${COMP_WORDS[0]}" __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

# Where there is nothing to propose, files are.
complete -o bashdefault -o default -F _jobctl jobctl
