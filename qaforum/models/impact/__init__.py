"""Who gets an institution's figures by mail."""
