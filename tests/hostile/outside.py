"""Reading, writing and reaching what is not theirs. The answers beside it are honest and keep their marks."""

from tests.hostile.attack import beside

TRY = "import os, sys, pathlib, shutil, socket, subprocess, ctypes\ndef attempt(action):\n    try:\n        return action()\n    except BaseException as error:\n        return None\n"
WRITES = {
    "mark in the gradebook": "import sqlite3\nattempt(lambda: sqlite3.connect(COURSE + '/gradebook.db').execute('update grade set manual_score = 503').connection.commit())",
    "config appended": "attempt(lambda: open(COURSE + '/nbgrader_config.py', 'a').write('\\nc.Execute.enabled = False'))",
    "data of the course": "attempt(lambda: open(COURSE + '/source/genai-efficiency/data/workload.json', 'w').write('{}'))",
    "release overwritten": "attempt(lambda: shutil.rmtree(COURSE + '/release'))",
    "other submissions deleted": "attempt(lambda: [p.unlink() for p in pathlib.Path(COURSE, 'submitted').rglob('*.ipynb')])",
    "startup file in the home": "for home in (HOME, '/root', '/home/student', os.path.expanduser('~')):\n    attempt(lambda: os.makedirs(home + '/.ipython/profile_default/startup'))\n    attempt(lambda: open(home + '/.ipython/profile_default/startup/00.py', 'w').write('comparison = 1'))",
    "secret overwritten": "attempt(lambda: open(SECRET, 'w').write('mine'))",
    "module in the environment": "import pandas\nattempt(lambda: open(os.path.dirname(pandas.__file__) + '/__init__.py', 'a').write('#'))\nattempt(lambda: open(sys.prefix + '/lib/python3.11/site-packages/x.pth', 'w').write('import os'))",
    "file left in tmp": "attempt(lambda: open('/tmp/' + MARK, 'w').write('x'))\nattempt(lambda: open('/dev/shm/' + MARK, 'w').write('x'))\nattempt(lambda: open('/var/tmp/' + MARK, 'w').write('x'))",
    "kernel settings": "attempt(lambda: open('/proc/sys/kernel/core_pattern', 'w').write('|/bin/sh'))\nattempt(lambda: open('/proc/self/oom_score_adj', 'w').write('-1000'))\nattempt(lambda: open('/proc/sysrq-trigger', 'w').write('c'))",
    "devices": "attempt(lambda: os.mknod('/tmp/sda', 0o600 | 0o060000, os.makedev(8, 0)))\nattempt(lambda: open('/dev/sda', 'rb').read(1))\nattempt(lambda: open('/dev/kmsg', 'w').write(MARK))",
}
READS = {
    "secret file": "print(attempt(lambda: open(SECRET).read()))",
    "master notebook": "print(attempt(lambda: open(COURSE + '/source/genai-efficiency/genai-efficiency.ipynb').read()[:9000]))",
    "every other submission": "print([attempt(lambda p=p: p.read_text()[:200]) for p in pathlib.Path(COURSE, 'submitted').rglob('*.ipynb')])",
    "environment": "print(dict(os.environ))",
    "environment of others": "print([attempt(lambda p=p: p.read_bytes()) for p in pathlib.Path('/proc').glob('*/environ')])",
    "root of process one": "print(attempt(lambda: os.listdir('/proc/1/root' + COURSE)), attempt(lambda: open('/proc/1/root' + SECRET).read()))",
    "parent's root": "print([attempt(lambda p=p: open(f'{p}/root' + SECRET).read()) for p in pathlib.Path('/proc').glob('[0-9]*')])",
    "open descriptors": "print([attempt(lambda n=n: os.readlink(f'/proc/self/fd/{n}')) for n in range(64)])\nfor n in range(3, 64):\n    print(attempt(lambda n=n: os.openat(n, '..', 0) if hasattr(os, 'openat') else os.open('..', os.O_RDONLY, dir_fd=n)))",
    "keys of the account": "print([attempt(lambda p=p: open(p).read()) for p in ('/root/.ssh/id_rsa', HOME + '/.ssh/id_rsa', '/etc/shadow', HOME + '/token')])",
    "memory of others": "print([attempt(lambda p=p: open(f'{p}/mem', 'rb').read(1)) for p in pathlib.Path('/proc').glob('[0-9]*') if p.name != str(os.getpid())])",
    "mounts": "print(open('/proc/self/mountinfo').read())",
}
REACHES = {
    "port of the machine": "attempt(lambda: socket.create_connection(('127.0.0.1', PORT), 2))\nattempt(lambda: socket.create_connection(('localhost', PORT), 2))",
    "socket of the machine": "s = socket.socket(socket.AF_UNIX)\nattempt(lambda: s.connect(SOCKET))\nattempt(lambda: s.connect('/proc/1/root' + SOCKET))",
    "abstract socket": "s = socket.socket(socket.AF_UNIX)\nattempt(lambda: s.connect('\\0' + MARK))",
    "name server": "attempt(lambda: socket.getaddrinfo('example.com', 80))\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nattempt(lambda: s.sendto(b'x', ('192.0.2.1', 53)))",
    "raw socket": "attempt(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))\nattempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))",
    "signals": "import signal\nfor pid in range(1, 40000, 7):\n    if pid != os.getpid(): attempt(lambda: os.kill(pid, 0))",
    "trace": "libc = ctypes.CDLL(None)\nprint(libc.ptrace(16, 1, 0, 0), libc.ptrace(16, os.getppid(), 0, 0))",
    "mount and chroot": "libc = ctypes.CDLL(None)\nprint(libc.mount(b'x', b'/tmp', b'tmpfs', 0, 0), attempt(lambda: os.chroot('/tmp')), libc.unshare(0x10000000), libc.setns(0, 0))",
    "rare system calls": "libc = ctypes.CDLL(None)\nprint([libc.syscall(n, 0, 0, 0, 0) for n in (425, 321, 298, 250, 319, 29, 323, 304, 175, 428)])",
    "set-uid programs": "print([attempt(lambda p=p: subprocess.run([p, '-c', 'id'], capture_output=True, timeout=3, stdin=subprocess.DEVNULL).stdout) for p in ('/bin/su', '/usr/bin/sudo', '/usr/bin/newgrp')])",
    "namespaces again": "print(attempt(lambda: subprocess.run(['bwrap', '--unshare-user', '--bind', '/', '/', 'true'], capture_output=True).returncode), attempt(lambda: subprocess.run(['unshare', '-Ur', 'true'], capture_output=True).returncode))",
    "typed into the terminal": "import fcntl, termios\nfor name in ('/dev/tty', '/dev/pts/0', '/dev/console'):\n    attempt(lambda: fcntl.ioctl(os.open(name, os.O_RDWR), termios.TIOCSTI, b'x'))",
    "background process": "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(900)', MARK], start_new_session=True)",
    "double fork": "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        os.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(900)', MARK])\n    os._exit(0)",
}
ATTACKS = [
    one
    for family, codes in (("write", WRITES), ("read", READS), ("reach", REACHES))
    for one in beside(family, {name: TRY + code for name, code in codes.items()})
]
