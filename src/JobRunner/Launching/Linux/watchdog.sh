# The watchdog of a JobRunner host, which kills the host's jobs when the host has died. Its standard input is a pipe of which the host alone
# holds the other end; $1 stands before the ids of its jobs in their environments; what follows are cgroups that they may be in; descriptor 3 is a
# file in memory with a line for each job that lives: its id, and its process group, 0 if it has none.
trap '' HUP INT QUIT TERM

# A line is the farewell of a host that has stopped its jobs itself.
read -r farewell && exit 0

outer=$1
shift
for cgroup do
  [ ! -e "$cgroup/cgroup.kill" ] || echo 1 > "$cgroup/cgroup.kill"
done
jobs=
while read -r job group; do
  [ -n "$job" ] || continue
  jobs="${jobs}JOBRUNNER_JOBS=$outer$job
"
  [ "$group" = 0 ] || kill -s KILL -- "-$group"
done <&3

# What left its group bears its job's id in its environment. More than one look, because it may fork meanwhile; and again a little later, because a
# process that was just being started when the host died shows its environment only when it executes its program.
look=0
empty=0
while [ -n "$jobs" ] && [ "$look" -lt 200 ] && [ "$empty" -lt 5 ]; do
  found=$(printf '%s' "$jobs" | grep -lasFf - /proc/[0-9]*/environ)
  if [ -z "$found" ]; then
    empty=$((empty + 1))
    sleep 0.3
  fi
  for file in $found; do
    pid=${file#/proc/}
    kill -s KILL -- "${pid%/environ}"
    empty=0
  done
  look=$((look + 1))
done

# A cgroup can be removed once the last of it is gone.
for cgroup do
  look=0
  while [ -d "$cgroup" ] && [ "$look" -lt 200 ]; do
    find "$cgroup" -depth -type d -exec rmdir {} ';'
    look=$((look + 1))
  done
done
