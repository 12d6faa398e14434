# %%
print("kept")

# %%
while True:
    print("x" * 10_000)

# %%
print("after")
