# %% [markdown]
# ## Data
# %%
pairs = [line.split("\t")[:2] for line in open("fra.txt", encoding="utf-8").read().splitlines() if line.strip()]
print(len(pairs))
# %% [markdown]
# ## Model
# %%
import torch
import torch.nn as nn

encoder = nn.LSTM(24, 48)
decoder = nn.LSTM(24, 48)
# %%
for epoch in range(10):
    loss = encoder(torch.zeros(3, 1, 24))[0].sum()
    loss.backward()
    print("epoch", epoch, float(loss))
