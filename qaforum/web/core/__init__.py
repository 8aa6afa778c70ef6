"""What all pages share: who asks, addresses, errors, fragments, forms, languages, limits."""
