"""The staff's pages: settings, addresses, shell, base templates. Sits above the modules and joins them."""
