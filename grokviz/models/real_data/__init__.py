"""Networks for real data: graphs, words, and any module of one's own."""
