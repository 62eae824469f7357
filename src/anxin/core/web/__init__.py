"""What every page needs: the acting person on the request, tables that sort and download."""
