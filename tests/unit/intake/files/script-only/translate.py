print('translation')
