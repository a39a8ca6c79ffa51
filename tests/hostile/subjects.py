# The modules that register cases, one for each subject.
import approvals
import archives
import commands
import contents
import gates
import json_docs
import keys
import manifests
import names
import policies
import profiles
import seals
import summaries
import times

SUBJECTS = (approvals, archives, contents, names, json_docs, manifests, seals, keys, policies, profiles, gates, times,
	summaries, commands)
