# %%
print("kept")

# %%
while True:
    pass

# %%
print("after")
