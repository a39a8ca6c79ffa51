#!/bin/sh
# scale.sh BUILD: the recipes of docs/scale.md, as they are written there, with GNU parallel, a real Slurm, the command of
# the Kubernetes Job, and a shell in place of ssh. Each must give what one process gives.
# shellcheck disable=SC1091,SC2015,SC2031,SC2034,SC2154 # lib.sh sets what is used here; ok and not_ok do not fail
set -u
build=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
TARSEAL=$build/tarseal
FIXTURES=$root/fixtures
WORK=$(mktemp -d)
PATH=$build:$PATH
export TARSEAL FIXTURES WORK PATH
slurm_dir=
trap '[ -z "$slurm_dir" ] || slurm_stop; rm -rf "$WORK"' EXIT
trap 'exit 1' HUP INT TERM
script=scale
. "$root/tests/cli/lib.sh"
. "$root/tests/scale/slurm.sh"
seal_all
mkdir "$WORK/s"
cd "$WORK/s" || exit 1
cp "$KEYS/trust.json" .
mkdir store
for bundle in "$SEALED_DIR"/*.tar; do
	for copy in 1 2 3 4; do
		mkdir -p "store/$copy"
		cp "$bundle" "store/$copy/"
	done
done
head -c 4000 "$SEALED_DIR/elm-revoked.tar" >store/cut.tar
printf 'subject_ref,expired_at\ntrial:opaque-4711,2026-10-01T00:00:00Z\ntrial:opaque-9999,2026-10-02T00:00:00Z\n' >register.csv

# recipe HEADING [LANGUAGE]: the block below it in the document
recipe() {
	awk -v heading="### $1" -v fence="\`\`\`${2:-text}" '$0 == heading {in_it = 1; next} /^###? / {in_it = 0}
		in_it && $0 == fence {block = 1; next} block && /^```/ {exit} block' "$root/docs/scale.md"
}
# same WHAT: the parts here, joined, are the audit of one process, as of the time that they were made
same() {
	at=$(head -n 1 part-1.lines | jq -r .at)
	for form in json html; do
		tarseal audit store --trust trust.json --at "$at" --register register.csv --format $form >one
		code=$?
		tarseal audit --lines part-*.lines --trust trust.json --register register.csv --format $form >joined
		is "$1: exit" "$code" $?
		is "$1: $form" "" "$(cmp one joined 2>&1)"
	done
	is "$1: all parts" "${2:-16}" "$(find . -maxdepth 1 -name 'part-*.lines' | wc -l)"
}

echo "GNU parallel"
recipe "GNU parallel" >recipe.sh
sh recipe.sh >said 2>&1
is "GNU parallel: exit" 1 $?
has "GNU parallel: the last line" "$(tail -1 said)" "^REJECTED  trial-expired-followup: [0-9]* trials"
same "GNU parallel"

echo "ssh"
mkdir bin
printf '#!/bin/sh\nshift 2\nexec sh -c "$*"\n' >bin/ssh
chmod +x bin/ssh
rm -f part-*.lines
recipe ssh >recipe.sh
PATH=$PWD/bin:$PATH sh recipe.sh >said 2>&1
same "ssh" 4

echo "Kubernetes"
recipe Kubernetes yaml >job.yaml
python3 - job.yaml >job.json <<'END'
import json
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as file:
	print(json.dumps(yaml.safe_load(file)))
END
is "Kubernetes: what it is" "batch/v1 Job Indexed" "$(jq -r '"\(.apiVersion) \(.kind) \(.spec.completionMode)"' job.json)"
is "Kubernetes: as many at once as there are" true "$(jq '.spec.completions == .spec.parallelism' job.json)"
is "Kubernetes: a Job never restarts always" Never "$(jq -r .spec.template.spec.restartPolicy job.json)"
is "Kubernetes: every mount is a volume" "" "$(jq -r '.spec.template.spec | ([.containers[].volumeMounts[].name] - [.volumes[].name])[]' job.json)"
rm -f part-*.lines
for index in $(seq 0 15); do
	jq -r '.spec.template.spec.containers[0].command[2]' job.json |
		sed "s,/store,store,; s,/policy/,,; s,/parts/\$JOB_COMPLETION_INDEX,part-\$((JOB_COMPLETION_INDEX + 1))," >command.sh
	JOB_COMPLETION_INDEX=$index sh command.sh || not_ok "Kubernetes: index $index"
done
same "Kubernetes"

echo "Slurm"
slurm_start "$WORK/slurm" || { not_ok "Slurm does not start" "$(tail -n 3 "$WORK"/slurm/*.log)"; exit 1; }
rm -f part-*.lines
recipe Slurm >recipe.sh
sh recipe.sh >said 2>&1 || not_ok "sbatch" "$(cat said)"
slurm_wait && ok || not_ok "Slurm: the jobs end" "$(squeue)"
same "Slurm"
has "Slurm: the job that joined them" "$(cat slurm-*.out)" "trial-expired-followup: [0-9]* trials"

echo "Slurm, one task killed and requeued"
rm -f part-*.lines slurm-*.out
cat >worker.sh <<'END'
#!/bin/sh
echo "attempt ${SLURM_RESTART_COUNT:-0} of task $SLURM_ARRAY_TASK_ID"
[ "$SLURM_ARRAY_TASK_ID ${SLURM_RESTART_COUNT:-0}" != "5 0" ] || { head -c 300 /dev/urandom >part-5.lines; sleep 60; }
exec tarseal audit store --trust trust.json --at 2026-11-22T00:00:00Z --run r --threads 1 --format lines \
	--shard $SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT -o part-$SLURM_ARRAY_TASK_ID.lines --force
END
job=$(sbatch --parsable --array=1-16 --requeue --open-mode=append --cpus-per-task=1 worker.sh)
for _ in $(seq 100); do
	[ "$(squeue -h -r -o %T -j "${job}_5" 2>/dev/null)" != RUNNING ] || break
	sleep 0.1
done
sleep 0.5
scontrol requeue "${job}_5" || not_ok "scontrol requeue"
# Slurm waits for two minutes before it starts a requeued job again.
for _ in $(seq 300); do
	! grep -q "attempt 1 of task 5" slurm-*.out || break
	[ "$(squeue -h -r -o %r -j "${job}_5" 2>/dev/null)" != BeginTime ] || scontrol update "jobid=${job}_5" StartTime=now
	sleep 0.2
done
slurm_wait && ok || not_ok "Slurm: the requeued job ends" "$(squeue)"
has "the task was run again" "$(cat slurm-*.out)" "attempt 1 of task 5"
same "Slurm, requeued"

echo "one shard lost"
rm part-9.lines
text=$(tarseal audit --lines part-*.lines --trust trust.json --format json)
is "one shard lost: exit" 6 $?
has "one shard lost: which" "$text" "1 of 16 shards is missing: 9"
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
