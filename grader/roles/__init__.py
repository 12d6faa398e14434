"""What is what in the evidence, told by what it did and never by its name. Pure functions of Evidence."""
