# Slurm on this machine alone: munged, slurmctld and two slurmd in a directory of their own, all on 127.0.0.1.
# shellcheck shell=sh

# slurm_start DIRECTORY: start it, and set SLURM_CONF
slurm_start() {
	slurm_dir=$1
	slurm_host=$(hostname -s)
	slurm_port=$((20000 + $$ % 20000))
	mkdir -p "$slurm_dir/state" "$slurm_dir/munge"
	chmod 700 "$slurm_dir/munge"
	head -c 1024 /dev/urandom >"$slurm_dir/munge/key"
	chmod 400 "$slurm_dir/munge/key"
	munged --key-file="$slurm_dir/munge/key" --socket="$slurm_dir/munge/socket" --pid-file="$slurm_dir/munged.pid" \
		--log-file="$slurm_dir/munge/log" --seed-file="$slurm_dir/munge/seed" --force 2>/dev/null || return 1
	# Without NoInAddrAny it would listen on every address.
	cat >"$slurm_dir/slurm.conf" <<-END
		ClusterName=tarseal
		SlurmctldHost=$slurm_host(127.0.0.1)
		SlurmUser=$(id -un)
		SlurmdUser=$(id -un)
		AuthType=auth/munge
		AuthInfo=socket=$slurm_dir/munge/socket
		CryptoType=crypto/munge
		StateSaveLocation=$slurm_dir/state
		SlurmdSpoolDir=$slurm_dir/spool-%n
		SlurmctldPidFile=$slurm_dir/slurmctld.pid
		SlurmdPidFile=$slurm_dir/slurmd-%n.pid
		SlurmctldLogFile=$slurm_dir/slurmctld.log
		SlurmdLogFile=$slurm_dir/slurmd-%n.log
		SlurmctldPort=$slurm_port
		CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		SelectType=select/cons_tres
		SelectTypeParameters=CR_Core
		SchedulerType=sched/backfill
		SchedulerParameters=sched_min_interval=0,batch_sched_delay=0
		AccountingStorageType=accounting_storage/none
		JobAcctGatherType=jobacct_gather/none
		MpiDefault=none
		ReturnToService=2
		NodeName=n1 NodeHostname=$slurm_host NodeAddr=127.0.0.1 Port=$((slurm_port + 1)) CPUs=2 State=UNKNOWN
		NodeName=n2 NodeHostname=$slurm_host NodeAddr=127.0.0.1 Port=$((slurm_port + 2)) CPUs=2 State=UNKNOWN
		PartitionName=p Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
	END
	export SLURM_CONF="$slurm_dir/slurm.conf"
	slurmctld && slurmd -N n1 && slurmd -N n2 || return 1
	for _ in $(seq 60); do
		[ "$(sinfo -h -o '%T %D' 2>/dev/null)" != "idle 2" ] || return 0
		sleep 0.5
	done
	return 1
}

slurm_stop() {
	for slurm_pid in "$slurm_dir"/slurmd-n1.pid "$slurm_dir"/slurmd-n2.pid "$slurm_dir"/slurmctld.pid "$slurm_dir"/munged.pid; do
		[ -s "$slurm_pid" ] || continue
		slurm_id=$(cat "$slurm_pid")
		kill "$slurm_id" 2>/dev/null
		# Each saves its state before it ends.
		for _ in $(seq 50); do
			kill -0 "$slurm_id" 2>/dev/null || break
			sleep 0.1
		done
	done
}

# slurm_wait: until no job is left. A squeue that fails says nothing about that.
slurm_wait() {
	for _ in $(seq 240); do
		slurm_jobs=$(squeue -h 2>/dev/null) && [ -z "$slurm_jobs" ] && return 0
		sleep 0.25
	done
	return 1
}
