# %%
print("kept")

# %%
shell = get_ipython()
shell.set_next_input("print('never')", replace=True)
shell.payload_manager.write_payload({"source": "ask_exit", "keepkernel": False})
shell.payload_manager.write_payload({"source": "set_next_input", "text": "print('never')"})
shell.payload_manager.write_payload({"source": "page", "data": {"text/plain": "never"}, "start": 0})
print("went on")

# %%
print("after")
