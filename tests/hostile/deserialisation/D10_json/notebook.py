# first cell: evidence

# %%
begin = b'{"kind": "epoch", "cell": 1, "at": 5.0, "fit": 2, "logs": {"loss": '
for value in (b"[" * 100_000, b"NaN", b"1e999", b"-Infinity", b"9" * 5_000, b'9.0, "loss": 0.1', b'"\xff"', b'"\\ud800"'):
    write(begin + value + b"}}")
write(b'{"kind": "note", "cell": 1, "at": 5.0, "text": "a", "text": "b"}')
write(b'{"kind": "note", "cell": 1, "at": 5.0, "text": "\\ud800"}')
write(b"\xff\xfe\x00")
write(b"{" * 100_000)
for number in range(12):
    write(begin + b'4.0, "loss": 0.1}}')

print("forged")
