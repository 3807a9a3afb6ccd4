"""The demonstration: a believable province of any size, built in bulk from the words under data/."""
