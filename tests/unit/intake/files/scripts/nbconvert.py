#!/usr/bin/env python
# coding: utf-8

# # Translation
# Two lines of text.

# In[1]:


get_ipython().system('pip install keras')
get_ipython().run_line_magic('matplotlib', 'inline')
import keras


# ## The model

# It has an *encoder*.

# In[2]:


# A comment of the code's own.

model = keras.Sequential()


# In[ ]:


model.fit(x, y, epochs=10)
# the end


