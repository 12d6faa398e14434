# %%
print("before")
# %%
while True:
    pass
# %%
print("after")
