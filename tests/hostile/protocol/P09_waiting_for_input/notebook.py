# %%
print("kept")

# %%
import getpass

print(input("name? "))
print(getpass.getpass("password? "))

# %%
get_ipython().kernel.raw_input("still there? ")

# %%
print("after")
