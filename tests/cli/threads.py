# threads.py BUNDLE DIRECTORY: the bundle changed in every kind of place, one change in each file.
import os
import sys

data = open(sys.argv[1], "rb").read()
os.mkdir(sys.argv[2])
entries = []
at = 0
while data[at] != 0:
	size = int(data[at + 124:at + 135], 8)
	entries.append((at, size))
	at += 512 + (size + 511) // 512 * 512


def write(name, changed):
	with open(os.path.join(sys.argv[2], name), "wb") as file:
		file.write(changed)


def flip(name, place):
	write(name, data[:place] + bytes([data[place] ^ 1]) + data[place + 1:])


count = len(entries)
for n in (0, 3, 4, 5, 6, 60, 150, 250, count - 3, count - 2, count - 1):
	at, size = entries[n]
	flip("header-%03d" % n, at + 110)
	flip("size-%03d" % n, at + 130)
	flip("name-%03d" % n, at + 2)
	if size:
		flip("data-%03d" % n, at + 512 + size // 2)
		write("cut-data-%03d" % n, data[:at + 512 + size // 2])
	if size % 512:
		flip("padding-%03d" % n, at + 512 + size)
	write("cut-header-%03d" % n, data[:at + 100])
	write("cut-before-%03d" % n, data[:at])
	end = at + 512 + (size + 511) // 512 * 512
	write("without-%03d" % n, data[:at] + data[end:])
	write("twice-%03d" % n, data[:end] + data[at:])
	if n + 1 < count:
		after, more = entries[n + 1]
		last = after + 512 + (more + 511) // 512 * 512
		write("swapped-%03d" % n, data[:at] + data[after:last] + data[at:end] + data[last:])
# Two faults: the first one counts, even if the other is found earlier.
first, second = entries[20], entries[200]
both = bytearray(data)
both[first[0] + 110] ^= 1
both[second[0] + 512] ^= 1
write("two-header-data", bytes(both))
both = bytearray(data)
both[second[0] + 110] ^= 1
both[first[0] + 512] ^= 1
write("two-data-header", bytes(both))
write("longer", data + b"x")
write("one-zero-block", data[:-512])
write("none", data[:-1024])
