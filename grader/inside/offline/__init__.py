"""Downloads without a network: what a notebook asks for is answered from the course's copy, or said not to be there.

Runs inside the sandbox and imports nothing but the standard library. `index` knows what there is and notes what was
asked for; `proxy` answers http and https; `commands` stands in for wget, curl, unzip, gdown and kaggle.
"""
