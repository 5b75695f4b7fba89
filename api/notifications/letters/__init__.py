"""What each mail says. Short, in the reader's language, one thing to do, and a link to where it is done."""
