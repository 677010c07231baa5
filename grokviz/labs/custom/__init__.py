"""Your own question: any module and any examples in a lab."""
