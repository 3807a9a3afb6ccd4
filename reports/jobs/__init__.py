"""What takes longer than a page may: documents and batches made in the background, for whoever asked."""
