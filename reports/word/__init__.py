"""Documents for Word: our template and its styles, what a committee's own may hold, the blocks as Word has them."""
