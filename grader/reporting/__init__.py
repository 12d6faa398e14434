"""Shows a grade: to the student as one HTML file, to whoever typed the command as lines in the terminal.

Everything shown here may have been written by a student. `text.plain` takes out what could act on a terminal or deceive
a reader, jinja's autoescape or `markup` makes the rest inert in a browser.
"""
