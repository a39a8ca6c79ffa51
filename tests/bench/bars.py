# What the figures of bench.py must reach, and what each one reached.


def judge(results):
	"""One line for each bar: met or not, and by how much."""
	lines = []

	def time(what, name):
		return results[what, name][0]

	def ratio(text, what, ours, theirs, at_most):
		if (what, ours) not in results:
			return
		r = time(what, ours) / time(what, theirs)
		lines.append("%-8s %s: %.2f (at most %.2f)" % ("met" if r <= at_most else "NOT MET", text, r, at_most))

	def bar(text, value, least, known=True):
		if known:
			lines.append("%-8s %s: %.2f (at least %.2f)" % ("met" if value >= least else "NOT MET", text, value, least))

	dgst = "openssl dgst -sha256 of the bundle"
	ratio("verify S next to minisign -V", "verify S", "tarseal verify", "minisign -V of a tar", 1.5)
	ratio("verify S next to tar, sha256sum, minisign", "verify S", "tarseal verify", "tar -x, sha256sum -c, minisign -V", 1 / 3)
	ratio("verify S with a time stamp next to openssl ts -verify", "verify S, stamped", "tarseal verify", "openssl ts -verify", 1)
	ratio("verify L next to openssl dgst", "verify L", "tarseal verify", dgst, 1)
	ratio("verify X next to openssl dgst", "verify X", "tarseal verify", dgst, 1 / 1.9)
	ratio("verify M next to openssl dgst", "verify M", "tarseal verify", dgst, 1)
	ratio("verify M next to sha256sum -c", "verify M", "tarseal verify", "sha256sum -c of the files", 1 / 8)
	ratio("pack S next to tar -cf", "pack S", "tarseal pack --no-scan", "tar -cf", 1.5)
	ratio("pack M next to tar -cf", "pack M", "tarseal pack --no-scan", "tar -cf", 1.5)
	ratio("pack X next to tar -cf, openssl dgst", "pack X", "tarseal pack --no-scan", "tar -cf, openssl dgst -sha256", 1 / 1.3)
	ratio("pack L next to tar -cf, openssl dgst", "pack L", "tarseal pack --no-scan", "tar -cf, openssl dgst -sha256", 1 / 1.3)
	for what, name, at_most in (("verify S", "tarseal verify", 1.05), ("verify M", "tarseal verify", 1.05), ("verify X", "tarseal verify", 1.05)):
		if (what, name + ", before") in results:
			ratio("%s next to the version before" % what, what, name, name + ", before", at_most)
	for what, name in list(results):
		if what.startswith("verify C, ") and name.endswith(", before"):
			ratio("C next to the version before, %s" % name[:-8], what, name[:-8], name, 1.05)
	for what, name, most in (("verify L", "tarseal verify", 24), ("pack L", "tarseal pack --no-scan", 24)):
		if (what, name) in results:
			mib = results[what, name][1] / 1024
			lines.append("%-8s memory of %s: %.1f MiB (at most %d)" % ("met" if mib <= most else "NOT MET", what, mib, most))
	if ("verify M", "tarseal verify") in results and ("verify S", "tarseal verify") in results:
		manifest, small = results["manifest", "M"][0], results["verify S", "tarseal verify"][1]
		more = ((results["verify M", "tarseal verify"][1] - small) * 1024 - manifest) / (manifest // 100)
		lines.append("%-8s memory of verify M beyond its manifest: %.0f bytes a file (at most 200)" % (
			"met" if more <= 200 else "NOT MET", more))
	for what, least, cores in (("verify L", 0.85, 1), ("verify X", 0.80, 2)):
		if (what, "tarseal verify") in results:
			bar("%s, share of %d core's SHA-256 limit" % (what, cores), results[what, "tarseal verify"][2] / cores, least)
	for key in results:
		if key[0].startswith("verify C, ") and key[1].startswith("tarseal") and "one by one" not in key[1]:
			n = int(key[0].split()[2])
			bar("C: bundles a second, %s" % key[1], n / results[key][0], 5000)
	for key in results:
		if key[0].startswith("audit, ") and key[1] == "tarseal audit":
			n = int(key[0].split()[1])
			more = (results[key][1] - results[key[0], "tarseal audit of 100"][1]) * 1024 / n
			bar("audit: bundles a second", n / results[key][0], 5000)
			lines.append("%-8s audit: %.0f bytes a bundle (at most 450), %.1f MiB for 100 (at most 32)" % (
				"met" if more <= 450 and results[key[0], "tarseal audit of 100"][1] <= 32 << 10 else "NOT MET", more,
				results[key[0], "tarseal audit of 100"][1] / 1024))
	for key in results:
		if key[0].startswith("join ") and key[1].startswith("tarseal"):
			mib = results[key][1] / 1024
			lines.append("%-8s memory, %s: %.0f MiB (at most 300)" % ("met" if mib <= 300 else "NOT MET", key[1], mib))
	return lines
