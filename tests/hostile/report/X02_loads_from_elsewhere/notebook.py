# %% [markdown]
# ![tracker](https://evil.example/t.png) <img src="https://evil.example/i.png"> [click](https://evil.example)
# %%
from IPython.display import HTML, Image, display

HTML("<link rel=stylesheet href=https://evil.example/s.css><table background=https://evil.example/b.png><td>cell</td></table>")
# %%
display(Image(url="https://evil.example/image.png"))
print("shown")
