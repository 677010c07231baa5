"""How dense are good solutions? Random networks that fit, and those of them that generalise."""
