"""Reference solution of the assignment "Encoder-Decoder Models using RNN and LSTM"."""
