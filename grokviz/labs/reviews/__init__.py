"""Film reviews: an LSTM memorises who likes a film, and learns to read later."""
