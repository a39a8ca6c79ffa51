# grows.py MIB COMMAND... -- FEW -- MANY: run the command with the arguments FEW, and with MANY; print "ok" if the second takes
# at most MIB more memory, else both sizes in KiB.
import os
import subprocess
import sys


def peak(command):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_maxrss


first = sys.argv.index("--")
second = sys.argv.index("--", first + 1)
command = sys.argv[2:first]
few, many = peak(command + sys.argv[first + 1 : second]), peak(command + sys.argv[second + 1 :])
print("ok" if many - few <= int(sys.argv[1]) * 1024 else "%d KiB, and %d" % (few, many))
