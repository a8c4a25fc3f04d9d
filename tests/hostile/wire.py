"""The wire between kernel and grader: messages that a kernel would never send, and bytes that are no messages."""

from tests.hostile.attack import INSIDE, beside, instead

HEAD = (
    INSIDE
    + """
import json, os, socket, stat, struct, time, zmq
kernel = get_ipython().kernel
session, thread = kernel.session, kernel.iopub_thread
def say(kind, content, **parts):
    message = session.msg(kind, content, parent=kernel.get_parent())
    message.update(parts)
    send(message)
def send(message, **k):
    thread.schedule(lambda: session.send(thread.socket, message, **k))
def raw(parts, **k):
    thread.schedule(lambda: thread.socket.send_multipart(parts, **k))
def wires():
    for number in range(3, 200):
        try:
            wire = socket.socket(fileno=os.dup(number))
            wire.getpeername()
            if wire.family == socket.AF_UNIX and isinstance(wire.getsockname(), str) and 'k-' in wire.getsockname():
                wire.setblocking(True)
                yield wire
        except OSError:
            continue
MIME = 'application/vnd.grader.evidence'
"""
)
INSTEAD = {
    "parent that is a list": "say('stream', {'name': 'stdout', 'text': 'x'}, parent_header=[1])\ntime.sleep(0.3)",
    "parent that is nothing": "say('stream', {'name': 'stdout', 'text': 'x'}, parent_header=None)\ntime.sleep(0.3)",
    "header without a kind": "message = session.msg('stream', {'name': 'stdout', 'text': 'x'}, parent=kernel.get_parent())\nmessage['header'] = {'msg_id': 'x'}\nsend(message)\ntime.sleep(0.3)",
    "header with odd dates": "message = session.msg('stream', {'name': 'stdout', 'text': 'x'}, parent=kernel.get_parent())\nmessage['header'].update(date='9999-99-99T99:99:99Z', version='x', msg_type=['stream'])\nsend(message)\ntime.sleep(0.3)",
    "content that is a list": "for kind in ('stream', 'display_data', 'error', 'status', 'execute_input', 'execute_result', 'clear_output'):\n    say(kind, [1, 2]); say(kind, {}); say(kind, None)\ntime.sleep(0.3)",
    "fields of wrong types": "say('stream', {'name': 'x', 'text': [1, {}]}); say('error', {'ename': 10**400, 'evalue': {}, 'traceback': {'a': 1}}); say('execute_input', {'execution_count': 10**300, 'code': 1})\nsay('display_data', {'data': {'text/plain': {'a': [1]}, 'image/png': 7, 'text/html': None}, 'metadata': [], 'transient': {'display_id': []}}); say('execute_result', {'data': {'text/plain': 24.0}, 'metadata': {}, 'execution_count': 'x'})\ntime.sleep(0.3)",
    "done too early": "for i in range(50): say('status', {'execution_state': 'idle'})\ntime.sleep(0.3)",
    "dead and restarting": "for state in ('dead', 'restarting', 'starting', 'x', None, 7): say('status', {'execution_state': state})\nsay('shutdown_reply', {'restart': True, 'status': 'ok'})\ntime.sleep(0.3)",
    "answers not asked for": "for kind in ('execute_reply', 'kernel_info_reply', 'interrupt_reply'):\n    for name in ('shell', 'control'):\n        stream = getattr(kernel, name + '_stream', None)\n        if stream is not None: session.send(stream, kind, {'status': 'ok', 'execution_count': 24}, parent=kernel.get_parent(), ident=b'x')\ntime.sleep(0.3)",
    "evidence as deep as it goes": "say('display_data', {'data': {MIME: '{\"comparison\": ' + '[' * 3000000 + '}'}, 'metadata': {}})\ntime.sleep(0.5)\nsession.pack = lambda o: b'[' * 4000000\nsay('stream', {})\ntime.sleep(0.5)",
    "evidence of two megabytes": "row = ['p95 latency ' * 30] * 60\ntable = {'kind': 'table', 'type': 'x', 'columns': [['baseline ' * 9 + str(i)] for i in range(60)], 'column_names': [None], 'index': [['p95 ' * 9 + str(i)] for i in range(90)], 'index_names': [None], 'rows': [row] * 90, 'total_rows': -5}\ntext = json.dumps({'comparison': table})\nsay('display_data', {'data': {MIME: text}, 'metadata': {}})\nimport IPython.display\nIPython.display.publish_display_data = lambda *a, **k: say('display_data', {'data': {MIME: text}, 'metadata': {}})",
    "evidence a thousand times": "import IPython.display\nreal = IPython.display.publish_display_data\nIPython.display.publish_display_data = lambda data, *a, **k: [real({MIME: json.dumps({'comparison': 24.0})}) for i in range(1000)]",
    "evidence with other numbers": 'import IPython.display\nreal = IPython.display.publish_display_data\nIPython.display.publish_display_data = lambda data, *a, **k: real({MIME: \'{"comparison": {"kind": "series", "type": "x", "name": 1e999, "index": [[1], [2], [3]], "index_names": [7], "values": [1e308, -1e308, 99999999999999999999999999]}, "comparison": NaN}\'})',
    "evidence of an object": "import IPython.display\nreal = IPython.display.publish_display_data\nIPython.display.publish_display_data = lambda data, *a, **k: real({MIME: [24.0], 'text/plain': '24.0'})",
    "signed by another": "session.key = b'wrong'\nsay('display_data', {'data': {MIME: '{\"comparison\": 24.0}'}, 'metadata': {}})\ntime.sleep(0.3)",
    "comms and widgets": "for i in range(300):\n    say('comm_open', {'comm_id': str(i), 'target_name': 'jupyter.widget', 'data': {'state': {'_view_module': 'http://example.com/x.js'}}}); say('comm_msg', {'comm_id': str(i), 'data': 1})\nsay('input_request', {'prompt': 'password', 'password': True}); say('debug_event', {}); say('update_display_data', {'data': {'text/plain': '24.0'}, 'metadata': {}, 'transient': {'display_id': 'x'}})\ntime.sleep(0.3)",
}
BESIDE = {
    "frames without delimiter": "raw([b'x'] * 3); raw([b'']); raw([b'<IDS|MSG>']); raw([b'<IDS|MSG>', b'', b'{', b'{', b'{', b'{']); raw([bytes([255])] * 1000)\ntime.sleep(0.5)",
    "a hundred thousand frames": "raw([b'x'] * 100000)\ntime.sleep(1)",
    "frames that fill the grader": "page = bytes(7_900_000)\nraw([b'kernel', *[page] * 240], copy=False)\ntime.sleep(3)",
    "frame that never ends its message": "body = bytes(7_000_000)\nfor wire in wires():\n    if wire.getsockname().endswith('k-2'):\n        for i in range(240): wire.sendall(struct.pack('>BQ', 3, len(body)) + body)",
    "half a frame": "for wire in wires():\n    wire.sendall(struct.pack('>BQ', 2, 5_000_000) + b'x' * 100)",
    "frame of all bytes there are": "for wire in wires():\n    wire.sendall(struct.pack('>BQ', 2, 2**63 - 1) + b'x' * 100)",
    "commands of the protocol": "for wire in wires():\n    for name in (b'READY', b'ERROR', b'PING', b'SUBSCRIBE', b'CANCEL', b'X' * 255):\n        body = bytes([len(name)]) + name + bytes(200)\n        wire.sendall(struct.pack('>BB', 4, min(len(body), 255)) + body[:255])",
    "unread channel filled": "page = bytes(7_000_000)\nstream = kernel.control_stream if hasattr(kernel, 'control_stream') else None\nfor i in range(40):\n    try: kernel.stdin_socket.send_multipart([b'x', b'y', page], zmq.NOBLOCK, copy=False)\n    except Exception: break\ntime.sleep(1)",
    "hung up": "for wire in wires(): wire.shutdown(socket.SHUT_RDWR)",
    "hung up and called again": "for wire in wires():\n    for i in range(20): wire.shutdown(socket.SHUT_RDWR) if i == 0 else time.sleep(0.05)\nfor number in range(3, 60):\n    try: socket.socket(fileno=os.dup(number)).accept()\n    except OSError: pass",
    "key told to everybody": "print(session.key, os.environ, open('/proc/self/cmdline').read())",
    "a gigabyte of small messages": "end = time.monotonic() + 6\nwhile time.monotonic() < end: say('stream', {'name': 'stdout', 'text': 'x' * 50000})",
    "seven megabytes at a time": "for i in range(60): say('display_data', {'data': {'text/plain': 'x' * 7_000_000}, 'metadata': {}})\ntime.sleep(1)",
}
ATTACKS = [
    *instead("wire", {name: HEAD + code for name, code in INSTEAD.items()}),
    *beside("wire", {name: HEAD + code for name, code in BESIDE.items()}, exact=False),
]
