# first cell: messages

# %%
import threading
import time


def flood():
    while True:
        for _ in range(20):
            send("stream", {"name": "stdout", "text": "x"}, parent=b'{"msg_id": "another"}')
        time.sleep(0.01)


threading.Thread(target=flood, daemon=True).start()

# %%
import time

time.sleep(4)

# %%
import time

time.sleep(4)

# %%
import time

time.sleep(4)

# %%
import time

time.sleep(4)
